"""Contacts: their sheet, and the people who stand in the sheet of departments (6.1.6)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import RowMapping
from sqlmodel import Session, col, select

from models.intake.complaints import Checked, Complaint, Located
from models.intake.contact import ContactRow
from models.intake.department import DepartmentRow
from models.ledger.acts import Context, Role, Summary, act, keep_entered
from models.ledger.heirs import heirs
from models.ledger.registry.signers import (
    SIGNERS,
    PersonRow,
    from_afar,
    hold_rows,
    of_signers,
    tell_signers,
)
from models.ledger.representatives import IN_FORCE
from models.ledger.sheets import CODE, ImportTally, assign, complain_unknown, names_of, refuse_if, unknown_departments
from models.ledger.transitions import record
from models.records import Contact, Department, id_of
from models.rules.errors import FieldRefused
from models.rules.kinds import ContactRole
from models.rules.personal_names import one_spelling
from models.statements import ResultRow, run

SHOWN = 10
PEOPLE = """
SELECT d.name AS department, c.role, c.name FROM contact c JOIN department d ON d.id = c.department_id
WHERE c.id = ANY(:ids) ORDER BY d.code COLLATE "C", c.role, c.id
"""
# Of each department the people who are new or whose row changed, but for the first people that it has.
OTHER_PEOPLE = """
SELECT c.department_id, array_agg(ARRAY[c.role, c.name] ORDER BY c.role, c.id) AS people FROM contact c
WHERE c.id = ANY(:ids) AND EXISTS (SELECT FROM contact b WHERE b.department_id = c.department_id AND b.id <> ALL(:new))
GROUP BY c.department_id ORDER BY c.department_id
"""
# Those who serve on the day come first, of them the last who began, as in the sheet of departments.
REGISTERED = """
SELECT d.code, c.role, c.name, c.valid_from,
    :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity') AS serving
FROM contact c JOIN department d ON d.id = c.department_id WHERE d.jurisdiction_id = :jurisdiction
ORDER BY serving DESC, c.valid_from DESC NULLS LAST, c.id
"""
# Those of these contacts whose name has an account in the department: its person is what they are.
OF_ACCOUNTS = """
SELECT d.name AS department, c.role, c.name, c.department_id FROM contact c JOIN department d ON d.id = c.department_id
    JOIN account_place p ON p.department_id = d.id
    JOIN account a ON a.id = p.account_id AND a.person = c.name AND a.ended_on IS NULL
WHERE c.id = ANY(:ids) ORDER BY d.code COLLATE "C", c.role, c.id
"""
GAINED = "\n“{0}”的“{2}”有网页账号，现在也是{1}；是两人的，请在姓名后写工号或电话后四位，如“{2}（0213）”，重新登记。"
SIGNS_AGAIN = (
    "\n“{0}”的“{2}”有网页账号；以{1}的身份登录、签字，须为这次任职重新开单（mubiao account slip）并签回执；"
    "是两人的，请在姓名后写工号或电话后四位，如“{2}（0213）”，重新登记。"
)
# Of the roles that a name has in a department, the mobile numbers that differ.
MOBILES = f"""
SELECT DISTINCT right(regexp_replace(c.mobile, '[^0-9]', '', 'g'), 11) FROM contact c
WHERE (c.department_id, c.name) = (:department, :person) AND c.mobile <> '' AND {IN_FORCE.format("c")}
"""  # noqa: S608 - constants only
MIXED = f"""
SELECT q.department, q.name FROM ({OF_ACCOUNTS}) q WHERE (
    SELECT count(DISTINCT right(regexp_replace(c.mobile, '[^0-9]', '', 'g'), 11)) FROM contact c
    WHERE (c.department_id, c.name) = (q.department_id, q.name) AND c.mobile <> '' AND {IN_FORCE.format("c")}) > 1
"""  # noqa: S608 - constants only
TWO_PEOPLE = (
    "“{0}”的“{1}”登记有不同的手机号：是两人的，请在联系人的姓名后写工号或电话后四位，如“{1}（0213）”，"
    "各开各的账号；是一人的，请把手机号改为一致。"
)
REPLACED = "“{0}”与现任“{1}”不同；换了人的，请在联系人表中给{1}填失效日期，再加一行{0}"


def people_in(
    session: Session, rows: Iterable[Located[DepartmentRow]], ctx: Context
) -> tuple[list[ContactRow], list[Complaint]]:
    """Return the people who stand in rows of departments, and a complaint for each who would replace another.

    A person who is registered in the role keeps the first day of the term.
    """
    registered = defaultdict[tuple[str, ContactRole], list[RowMapping]](list)
    for each in run(session, REGISTERED, jurisdiction=ctx.jurisdiction, day=ctx.date).mappings():
        registered[each["code"], ContactRole(each["role"])].append(each)
    people, complaints = list[ContactRow](), list[Complaint]()
    for located, title, person in ((each, *named) for each in rows for named in _named_in(each.row)):
        known = registered[person.department, person.role]
        own = next((each for each in known if one_spelling(each["name"]) == one_spelling(person.name)), None)
        if own is None and known and known[0]["serving"]:
            complaints.append(located.complain(title, REPLACED.format(person.name, known[0]["name"])))
        else:
            people.append(person.model_copy(update={"valid_from": own["valid_from"] if own else None}))
    return people, complaints


def _named_in(row: DepartmentRow) -> Iterator[tuple[str, ContactRow]]:
    """Yield the title of the column and the person, for each who stands in a row of a department."""
    people = {
        "联络员": (ContactRole.LIAISON, row.liaison, row.liaison_email, row.liaison_mobile),
        "主要领导": (ContactRole.HEAD, row.head, "", ""),
        "分管省领导": (ContactRole.LEADER_IN_CHARGE, row.leader_in_charge, "", ""),
    }
    for title, (role, name, email, mobile) in people.items():
        if name:
            yield title, ContactRow(department=row.code, role=role, name=name, email=email, mobile=mobile)


@act("import_contacts", "导入联系人", clause="3-6.1.6", roles={Role.AGENCY})
def import_contacts(session: Session, data: Checked[ContactRow], ctx: Context) -> Summary:
    """6.1.6: import the contacts of the departments by role, with their validity dates."""
    known = names_of(session, ctx)
    unsound = unknown_departments(data, CODE, known)
    unknown = [row for row in data.rows if not known.get(row.row.department)]
    complaints = [complain_unknown(row, CODE, row.row.department, known) for row in unknown]
    complaints += _misplaced_leaders(data, known)
    refuse_if([*data.complaints, *unsound, *complaints, *_outliving_contacts(session, data, known)])
    tally = save_contacts(session, ctx, [located.row for located in data.rows], known, data.unchanged)
    summary = tally.summary("联系人")
    return replace(summary, words=summary.words + tally.waiting + say_accounts(session, tally.new))


def _misplaced_leaders(data: Checked[ContactRow], known: Mapping[str, Department | None]) -> Iterator[Complaint]:
    """2.15: complain about 省领导 of a department: they rate all of them, and are contacts of the agency."""
    for located in data.rows:
        department = known.get(located.row.department)
        if located.row.role is ContactRole.PROVINCIAL_LEADER and department and not department.is_agency:
            yield located.complain(
                "角色", f"省领导登记在管理机构名下，部门编码应填管理机构的；“{department.name}”的请填分管省领导"
            )


def _outliving_contacts(
    session: Session, data: Checked[ContactRow], known: Mapping[str, Department | None]
) -> Iterable[Complaint]:
    """Complain about contacts whose validity extends beyond the merger of their department."""
    merged = heirs(session)
    contacts = session.exec(select(Contact).where(col(Contact.department_id).in_(merged)))
    keys = {_key(each.department_id, each) for each in contacts}
    for located in data.rows:
        department, row = known.get(located.row.department), located.row
        if department and department.id in merged:
            ended = department.valid_to or date.min
            until = row.valid_to or (ended if _key(department.id, row) in keys else date.max)
            if until > ended:
                name = session.get_one(Department, merged[department.id]).name
                yield located.complain("部门编码", f"“{row.department}”已并入“{name}”，请改填承接部门")


def _key(department: int, person: Contact | ContactRow) -> tuple[int, ContactRole, str, date | None]:
    return department, person.role, one_spelling(person.name), person.valid_from


def check_one_person(session: Session, department: ResultRow, name: str, day: date) -> None:
    """Raise FieldRefused if a name has roles in a department with different mobile numbers: it may be of two people."""
    if len(run(session, MOBILES, department=department.id, person=name, day=day).all()) > 1:
        raise FieldRefused(TWO_PEOPLE.format(department.name, name), "people")


def save_contacts(
    session: Session,
    ctx: Context,
    rows: Iterable[ContactRow],
    known: Mapping[str, Department | None],
    unchanged: int = 0,
    *,
    confirmed: bool = False,
) -> ImportTally:
    """Save the people; each is registered once. An empty cell keeps what is there. Returns who is new or changed.

    What is entered from afar about a signer waits for a second person, unless he has `confirmed` it (A49b). Raises
    Refused if a name with an account gets another mobile number: two people would share the account.
    """
    asked = asked_of(session, rows, known)
    signing = of_signers(session, ctx, asked)
    tally = ImportTally(len(asked) + unchanged)
    if signing and not confirmed and from_afar(ctx):
        tally.waiting = hold_rows(session, ctx, signing)
        tally.rows -= len(signing)
        asked, signing = [each for each in asked if each not in signing], []
    former = [
        (id_of(each.department), each.contact.email) for each in asked if each.contact and each.changes.get("email")
    ]
    if signing:
        tell_signers(session, ctx, signing, "以下登记的变更已生效")
    _save(session, asked, tally)
    record(session, ctx, "contact", tally.new, "added")
    record(session, ctx, "contact", tally.changed, "changed")
    check_accounts(session, [*tally.new, *tally.changed], ctx.date)
    _tell_offices(session, ctx, tally, former)
    return tally


def _save(session: Session, asked: Iterable[PersonRow], tally: ImportTally) -> None:
    """Write the contacts and note in the tally who is new or changed."""
    touched, new = dict[tuple[Any, ...], Contact](), list[Contact]()
    for each in asked:
        key = _key(id_of(each.department), each.row)
        contact = touched.get(key, each.contact)
        values = each._replace(contact=contact).changes
        if contact is None:
            named = each.row.model_dump(include={"role", "valid_from"}) | {"name": one_spelling(each.row.name)}
            contact = Contact(department_id=id_of(each.department), **named)
            session.add(contact)
            new.append(contact)
        elif values and contact not in new:
            tally.changed.append(id_of(contact))
        assign(contact, values)
        touched[key] = contact
    session.flush()
    tally.new += [id_of(contact) for contact in new]


def asked_of(session: Session, rows: Iterable[ContactRow], known: Mapping[str, Department | None]) -> list[PersonRow]:
    """Return each row with the contact that it is about; unknown departments were refused before."""
    existing, asked = {_key(c.department_id, c): c for c in session.exec(select(Contact))}, []
    for row in rows:
        department = known[row.department]
        assert department is not None  # noqa: S101 - as above
        asked.append(PersonRow(department, row, existing.get(_key(id_of(department), row))))
    return asked


def _tell_offices(session: Session, ctx: Context, tally: ImportTally, former: Sequence[tuple[int, str]]) -> None:
    """Keep for the notice to each office whose people were changed, or joined by others."""
    for row in run(session, OTHER_PEOPLE, new=tally.new, ids=[*tally.new, *tally.changed]):
        words = f"登记或者更改{'、'.join(f'{ContactRole(role).label}{name}' for role, name in row.people)}。"
        before = [email for number, email in former if number == row.department_id and email]
        keep_entered(session, ctx, row.department_id, "登记联系人", words, former=before)


def check_accounts(session: Session, ids: list[int], day: date) -> None:
    """Raise FieldRefused if a name with an account has another mobile number: two people would share the account."""
    if mixed := run(session, MIXED, ids=ids, day=day).first():
        raise FieldRefused(TWO_PEOPLE.format(mixed.department, mixed.name), "name")


def say_people(session: Session, tally: ImportTally) -> str:
    """Return who was registered and who was changed, each in its own line; empty if there is no one."""
    told = (("登记", tally.new), ("更改", tally.changed))
    people = "".join(f"\n{verb}联系人{len(ids)}人：{_list_people(session, ids)}。" for verb, ids in told if ids)
    return people + tally.waiting + say_accounts(session, tally.new)


def say_accounts(session: Session, ids: list[int]) -> str:
    """Return who of new contacts is taken for the person of an account, in a line each."""
    rows = run(session, OF_ACCOUNTS, ids=ids).all()[:SHOWN] if ids else []
    words = ((SIGNS_AGAIN if row.role in SIGNERS else GAINED, row) for row in rows)
    return "".join(each.format(row.department, ContactRole(row.role).label, row.name) for each, row in words)


def _list_people(session: Session, ids: list[int]) -> str:
    people = run(session, PEOPLE, ids=ids).all()[:SHOWN]
    listed = "、".join(f"{each.department}{ContactRole(each.role).label}{each.name}" for each in people)
    return listed + ("等" if len(ids) > SHOWN else "")
