"""核查人员名册: third parties, inspectors and their ties to departments (3.2, 4.3, 7.4).

A third party is an independent legal person (1-2.24).
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, select

from models.intake.inspection import InspectorNamed, ThirdPartyNamed, TieDeclared
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import find_department
from models.ledger.nouns.shared_sql import HEIRS, LED_BY
from models.ledger.transitions import record_row
from models.loading import having
from models.records import Finding, Inspector, ThirdParty, Tie, id_of
from models.rules.errors import Refused
from models.rules.personal_names import NAMESAKE, check_name, namesakes_in, one_spelling
from models.rules.plain_text import without_unseen
from models.statements import run

# The inspectors of :people with a tie to one of the departments :codes, or to one that was merged into it.
TIED = f"""
SELECT p.name, d.name AS department, t.reason, d.code, e.code AS heir
FROM tie t JOIN inspector p ON p.id = t.inspector_id JOIN department d ON d.id = t.department_id
    LEFT JOIN {HEIRS} h ON h.department_id = d.id LEFT JOIN department e ON e.id = h.heir
WHERE t.inspector_id = ANY(:people) AND (d.code = ANY(:codes) OR e.code = ANY(:codes))
ORDER BY p.name, d.code COLLATE "C"
"""  # noqa: S608 - constants only
NOT_VALID = """
SELECT p.name FROM inspector p LEFT JOIN third_party y ON y.id = p.third_party_id
WHERE p.id = ANY(:people) AND NOT (
    :day BETWEEN coalesce(p.valid_from, '-infinity') AND coalesce(p.valid_to, 'infinity')
    AND :day BETWEEN coalesce(y.valid_from, '-infinity') AND coalesce(y.valid_to, 'infinity')) ORDER BY p.name
"""
UNDER_WAY = """
SELECT DISTINCT i.year || '-' || i.number AS key FROM team_member m JOIN inspection i ON i.id = m.inspection_id
WHERE m.inspector_id = :inspector AND m.left_on IS NULL AND i.state IN ('drafted', 'issued')
    AND (i.departments = '[]' OR i.departments ? :code) ORDER BY 1
"""

OWN_TODAY = """
SELECT p.id, p.name FROM inspector p WHERE p.jurisdiction_id = :jurisdiction AND p.third_party_id IS NULL
    AND :day BETWEEN coalesce(p.valid_from, '-infinity') AND coalesce(p.valid_to, 'infinity') ORDER BY p.name
"""
OWN = "本机构"  # stands where people of a third party have its name
INSPECTORS = select(Inspector).where(
    Inspector.jurisdiction_id == bindparam("jurisdiction"), Inspector.name == bindparam("name")
)


@act("register_third_party", "登记第三方机构", clause="1-2.24", roles={Role.AGENCY})
def register_third_party(session: Session, data: ThirdPartyNamed, ctx: Context) -> Summary:
    """1-2.24: insert or update a third party that may inspect, with its qualification and independence.

    Raises Refused if another one has its credit code: that is the same legal person.
    """
    check_validity(data.valid_from, data.valid_to)
    _check_code(session, data, ctx)
    existing = _third_party_spelled(session, ctx, data.name)
    name = existing.name if existing else without_unseen(data.name)
    values = data.model_dump(exclude_unset=True) | {"name": name}
    party = existing or ThirdParty(jurisdiction_id=ctx.jurisdiction, **values)
    if existing and existing.model_dump(include=set(values)) == values:
        return Summary(f"第三方机构“{name}”此前已登记，未作改动。", {"registered": 0})
    party.sqlmodel_update(values)
    record_row(session, ctx, party, "changed" if existing else "registered")
    return Summary(f"{'已更新' if existing else '已登记'}第三方机构“{name}”。", {"registered": 1})


@act("register_inspector", "登记核查人员", clause="3-4.3", roles={Role.AGENCY})
def register_inspector(session: Session, data: InspectorNamed, ctx: Context) -> Summary:
    """4.3: insert or update an inspector, of the agency or of a third party; fields not given stay unchanged.

    Every spelling of a name is that of one person; two of one name have a number in brackets after it.
    Raises Refused for a name that names several.
    """
    check_validity(data.valid_from, data.valid_to)
    name = one_spelling(data.name)
    check_name(name)
    party = id_of(find_third_party(session, ctx, data.third_party)) if data.third_party else None
    values = data.model_dump(exclude={"third_party"}, exclude_unset=True) | {"third_party_id": party, "name": name}
    existing = having(session, Inspector, jurisdiction_id=ctx.jurisdiction, name=name, third_party_id=party)
    if existing and existing.model_dump(include=set(values)) == values:
        return Summary(f"核查人员“{name}”此前已登记，未作改动。{NAMESAKE}", {"registered": 0})
    person = existing or Inspector(jurisdiction_id=ctx.jurisdiction, **values)
    person.sqlmodel_update(values)
    record_row(session, ctx, person, "changed" if existing else "registered")
    done = "已更新" if existing else "已登记"
    also = NAMESAKE if existing else namesakes_in(_names(session, ctx, name))
    return Summary(f"{done}核查人员“{name}”（{data.third_party or OWN}）。{also}", {"registered": 1})


@act("declare_tie", "登记回避", clause="3-4.3", roles={Role.AGENCY})
def declare_tie(session: Session, data: TieDeclared, ctx: Context) -> Summary:
    """A15: record that an inspector has a tie to a department; returns the inspections that need a replacement."""
    person = find_inspector(session, ctx, data.inspector)
    department = find_department(session, ctx.jurisdiction, data.department)
    if having(session, Tie, inspector_id=person.id, department_id=department.id):
        return Summary(f"“{person.name}”回避“{department.name}”此前已登记，未作改动。", {"declared": 0})
    tie = Tie(inspector_id=id_of(person), department_id=id_of(department), reason=data.reason, declared_on=ctx.date)
    record_row(session, ctx, tie, "declared")
    keys = run(session, UNDER_WAY, inspector=person.id, code=department.code).scalars().all()
    advice = f"其正在参加的核查{'、'.join(keys)}涉及该部门，请更换成员（replace_member）。" if keys else ""
    words = f"已登记“{person.name}”回避“{department.name}”。{advice}"
    return Summary(words, {"declared": 1}, {"inspections": list(keys)})


def check_validity(valid_from: date | None, valid_to: date | None) -> None:
    """Raise Refused if the end is before the beginning."""
    if valid_from and valid_to and valid_to < valid_from:
        raise Refused(f"终止日期{valid_to}早于起始日期{valid_from}。")


def check_valid(session: Session, people: Collection[int], day: date) -> None:
    """4.3: raise Refused if an inspector, or his third party, is not valid on a day."""
    if not_valid := run(session, NOT_VALID, people=list(people), day=day).scalars().all():
        raise Refused(f"{'、'.join(not_valid)}于{day}不在名册有效期内（本人或其第三方机构），不能参加核查。")


def check_untied(session: Session, people: Collection[int], codes: Collection[str]) -> None:
    """A15: raise Refused if an inspector has a tie to one of these departments, with the declared reason."""
    for row in run(session, TIED, people=list(people), codes=list(codes)):
        raise Refused(f"“{row.name}”与“{row.department}”有回避情形（{row.reason}），不能参加对该部门的核查。")


def find_inspector(session: Session, ctx: Context, text: str) -> Inspector:
    """Return the inspector named 姓名, 第三方机构/姓名 or 本机构/姓名; refuse a name that is unknown or ambiguous.

    Every spelling of a name is that of one person.
    """
    party, _, name = text.rpartition("/")
    matches = _named(session, ctx, name.strip()) or _named(session, ctx, one_spelling(name))
    if party:
        wanted = None if party == OWN else find_third_party(session, ctx, party).id
        matches = [person for person in matches if person.third_party_id == wanted]
    if not matches:
        raise Refused(f"核查人员名册中没有“{text}”，请先登记（register_inspector）。")
    if len(matches) > 1:
        raise Refused(f"名册中有{len(matches)}位“{name}”，请写成“第三方机构/姓名”，本机构的写“{OWN}/姓名”。")
    return matches[0]


def find_own(session: Session, ctx: Context, name: str) -> Inspector:
    """7.2: return the person of the agency on the roster today; raises Refused for any other."""
    found = _named(session, ctx, one_spelling(name))
    own = next((person for person in found if person.third_party_id is None), None)
    if own is None:
        party = "只在第三方机构的名册中" if found else "不在本机构的核查人员名册中"
        raise Refused(f"“{name}”{party}，在线复核由本机构名册中的人员办理，请先登记（register_inspector）。")
    check_valid(session, [id_of(own)], ctx.date)
    return own


def ties_of(session: Session, people: Collection[int], codes: Collection[str]) -> set[tuple[str, str]]:
    """A15: return name and department of each tie of these people to one of these departments."""
    rows = run(session, TIED, people=list(people), codes=list(codes)).all()
    return {(row.name, code) for row in rows for code in (row.code, row.heir)}


def tied_departments(session: Session, jurisdiction: int, name: str, codes: Collection[str]) -> set[str]:
    """A15: return those of these departments to which the agency's person of this name has a tie."""
    people = session.exec(INSPECTORS, params={"jurisdiction": jurisdiction, "name": name}).all()
    own = [id_of(person) for person in people if person.third_party_id is None]
    return {code for _, code in ties_of(session, own, codes)}


def _named(session: Session, ctx: Context, name: str) -> Sequence[Inspector]:
    return session.exec(INSPECTORS, params={"jurisdiction": ctx.jurisdiction, "name": name}).all()


def _names(session: Session, ctx: Context, name: str) -> Iterator[str]:
    """Yield the names on the roster that are this one, with or without a number."""
    known = select(Inspector.name).where(Inspector.jurisdiction_id == ctx.jurisdiction)
    bare = name.partition("(")[0]
    return (each for each in session.exec(known) if each.partition("(")[0] == bare)


def _check_code(session: Session, data: ThirdPartyNamed, ctx: Context) -> None:
    if one_spelling(data.name) == OWN:
        raise Refused(f"“{OWN}”是管理机构自己，不能登记为第三方机构。")
    same = select(ThirdParty).filter_by(jurisdiction_id=ctx.jurisdiction, credit_code=data.credit_code)
    if other := next((each for each in session.exec(same) if one_spelling(each.name) != one_spelling(data.name)), None):
        raise Refused(f"统一社会信用代码{data.credit_code}已登记为“{other.name}”，是同一机构，请用该名称。")


def find_third_party(session: Session, ctx: Context, name: str) -> ThirdParty:
    """Return the third party of that name; raises Refused if it is not registered (1-2.24)."""
    if third_party := _third_party_spelled(session, ctx, name):
        return third_party
    raise Refused(f"没有登记第三方机构“{name}”，请先登记其资质和独立性（register_third_party）。")


def _third_party_spelled(session: Session, ctx: Context, name: str) -> ThirdParty | None:
    """Return the third party whose name this spells, first the one that is written so."""
    registered = session.exec(select(ThirdParty).where(ThirdParty.jurisdiction_id == ctx.jurisdiction)).all()
    same = [each for each in registered if one_spelling(each.name) == one_spelling(name)]
    return next((each for each in same if each.name == name), same[0] if same else None)


# The people of findings who have a tie to the department found about, or to the one that leads the target by now.
TIED_FINDERS = f"""
SELECT DISTINCT p.name, y.name AS department, k.reason, t.code FROM finding f
    JOIN team_member m ON m.inspection_id = f.inspection_id AND m.team = f.team
    JOIN inspector p ON p.id = m.inspector_id AND f.found_by ? p.name
    JOIN tie k ON k.inspector_id = p.id JOIN department y ON y.id = k.department_id
    JOIN target t ON t.id = f.target_id
    {LED_BY}
    LEFT JOIN {HEIRS} g ON g.department_id = k.department_id
WHERE f.id = ANY(:ids) AND (k.department_id = f.department_id OR coalesce(g.heir, k.department_id) = d.id)
ORDER BY t.code, p.name
"""  # noqa: S608 - constants only
# The departments found about, and those that lead the targets by now.
DEPARTMENTS = f"""
SELECT d.code FROM finding f JOIN department d ON d.id = f.department_id WHERE f.id = ANY(:ids)
UNION SELECT d.code FROM finding f JOIN target t ON t.id = f.target_id {LED_BY} WHERE f.id = ANY(:ids) ORDER BY 1
"""  # noqa: S608 - constants only


def check_leader_untied(session: Session, leader: Inspector, unsigned: Sequence[Finding]) -> None:
    """A15: raise Refused if the leader has a tie to a department of the findings that he is about to sign."""
    codes = run(session, DEPARTMENTS, ids=[id_of(finding) for finding in unsigned]).scalars().all()
    check_untied(session, [id_of(leader)], codes)


def check_finders_untied(session: Session, findings: Sequence[Finding]) -> None:
    """A15: raise Refused if one of the people who made the findings has a tie by now."""
    for row in run(session, TIED_FINDERS, ids=[id_of(finding) for finding in findings]):
        raise Refused(
            f"“{row.name}”与“{row.department}”有回避情形（{row.reason}），对目标{row.code}的核查不能算数；"
            "请由没有回避情形的两名以上成员核查，重新记录（record_finding），再签字。"
        )
