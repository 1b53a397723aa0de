"""委托: a liaison, a director or a head is represented by another person of the department (6.1.6)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from models.intake.representation import RepresentationWithdrawn, RepresentativeNamed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import department_named
from models.ledger.notices import notify_one
from models.ledger.registry.addresses import owner_elsewhere
from models.ledger.registry.signers import check_not_signer, signer_named, tell_agency_head
from models.ledger.transitions import lock, record_row
from models.records import Department, Representation, id_of
from models.rules.chinese_dates import in_full
from models.rules.duties import Audience
from models.rules.errors import FieldRefused, Refused
from models.rules.personal_names import check_name, one_spelling
from models.rules.representation import Term, check_term, last_day
from models.statements import run

REPRESENTED = "represented"
# Who has a role during some of these days, and is told by messages.
PEOPLE = """
SELECT DISTINCT name FROM contact WHERE department_id = :department AND role IN ('liaison', 'office_director', 'head')
    AND coalesce(valid_from, '-infinity') <= :last AND coalesce(valid_to, 'infinity') >= :first ORDER BY name
"""
NUMBER = "SELECT count(*) + 1 FROM representation WHERE department_id = :department"
SAME = {"person", "representative", "email", "mobile", "wecom_id", "first_day", "last_day"}


@act("appoint_representative", "登记委托", clause="3-6.1.6", roles={Role.OFFICE, Role.AGENCY})
def appoint_representative(session: Session, data: RepresentativeNamed, ctx: Context) -> Summary:
    """6.1.6: from the first to the last day what is for a person goes to another; office and head are told.

    Mails of the representative are then those of the department. Raises Refused if it would begin before today, if the
    department has no such person, if the mailbox is that of another department, or if the rules of terms are broken.
    """
    department = department_named(session, ctx, data.department)
    _check_days(department, data, ctx)
    check_not_signer(session, ctx, id_of(department), data.representative, "representative")
    lock(session, "representation", department.id)
    existing = _holding(session, department)
    given = data.model_copy(update=_spell(session, department, data, existing))
    if any(row.model_dump(include=SAME) == given.model_dump(include=SAME) for row in existing):
        return Summary(f"“{given.person}”对“{given.representative}”的委托此前已登记，未作改动。", {"appointed": 0})
    check_term(_term(given), [_term(row) for row in existing])
    _check_own_address(session, department, given)
    new = Representation(
        department_id=id_of(department),
        number=run(session, NUMBER, department=department.id).scalar_one(),
        **given.model_dump(include=SAME),
    )
    record_row(session, ctx, new, "appointed")
    told = _tell(session, ctx, department, new)
    words = f"“{department.name}”的“{new.person}”{_term(new).days}由“{new.representative}”代收通知、代为回复。"
    return Summary(words, {"appointed": 1, "notices": told}, {"number": new.number})


@act("withdraw_representative", "撤销委托", clause="3-6.1.6", roles={Role.OFFICE, Role.AGENCY}, own=True)
def withdraw_representative(session: Session, data: RepresentationWithdrawn, ctx: Context) -> Summary:
    """6.1.6: from today a person is told again; one that has not begun does not begin. Office and head are told.

    Raises Refused if the person has no representation that holds or is to come, or several and no first day is given.
    """
    department = department_named(session, ctx, data.department)
    lock(session, "representation", department.id)
    row = _find_one(session, department, data, ctx)
    row.withdrawn_on, row.reason = ctx.date, data.reason
    record_row(session, ctx, row, "withdrawn")
    told = _tell(session, ctx, department, row)
    words = f"“{row.person}”对“{row.representative}”的委托自{ctx.date}起撤销，通知仍发给“{row.person}”。"
    return Summary(words, {"withdrawn": 1, "notices": told}, {"number": row.number})


def _find_one(session: Session, department: Department, data: RepresentationWithdrawn, ctx: Context) -> Representation:
    """Return the representation to withdraw. Raises Refused if there is not exactly one."""
    name = one_spelling(data.person)
    rows = [row for row in _holding(session, department) if row.last_day >= ctx.date and row.withdrawn_on is None]
    own = [row for row in rows if one_spelling(row.person) == name and data.first_day in (None, row.first_day)]
    if len(own) != 1:
        raise FieldRefused(_not_one(department, data.person, own or rows), "person")
    return own[0]


def _check_days(department: Department, data: RepresentativeNamed, ctx: Context) -> None:
    """Raise Refused if the days cannot be those of a department, which is not the agency."""
    if department.is_agency:
        raise Refused("管理机构的通知发到其邮箱，不需要委托。")
    if data.first_day < ctx.date:
        raise FieldRefused(f"委托的起始日期{data.first_day}已过，不能追溯，最早从{ctx.date}起。", "first_day")
    if department.valid_to and department.valid_to < data.last_day:
        raise FieldRefused(f"“{department.name}”于{department.valid_to}终止，委托不能晚于这一天。", "last_day")


def _holding(session: Session, department: Department) -> list[Representation]:
    """Return the representations of a department that hold on a day at least, the oldest first."""
    of_department = select(Representation).where(Representation.department_id == department.id)
    rows = session.exec(of_department.order_by(col(Representation.number)))
    return [row for row in rows if _term(row).last >= row.first_day]


def _term(row: Representation | RepresentativeNamed) -> Term:
    withdrawn = row.withdrawn_on if isinstance(row, Representation) else None
    return Term(row.person, row.representative, row.first_day, last_day(row.last_day, withdrawn))


def _spell(
    session: Session, department: Department, data: RepresentativeNamed, existing: Sequence[Representation]
) -> dict[str, str]:
    """Return both names as the department's people are registered. Raises Refused if the first is not one of them."""
    days = {"first": data.first_day, "last": data.last_day}
    people = list(run(session, PEOPLE, department=department.id, **days).scalars())
    known = people + [row.representative for row in existing if _meets(_term(row), data)]
    spelled = {one_spelling(name): name for name in reversed(known)}
    person, representative = one_spelling(data.person), one_spelling(data.representative)
    check_name(representative, "representative")
    if person not in spelled:
        listed = f"，这期间的联系人有{'、'.join(people)}" if people else ""
        words = f"“{data.person}”不是“{department.name}”的联络员、目标办主任或主要领导{listed}，请核对姓名。"
        raise FieldRefused(words, "person")
    return {"person": spelled[person], "representative": spelled.get(representative, representative)}


def _meets(term: Term, data: RepresentativeNamed) -> bool:
    return term.first <= data.last_day and data.first_day <= term.last


def _check_own_address(session: Session, department: Department, given: RepresentativeNamed) -> None:
    if other := owner_elsewhere(session, id_of(department), given.email, given.first_day):
        words = f"邮箱{given.email}是“{other}”的，受托人须是“{department.name}”的人，请核对。"
        raise FieldRefused(words, "email")


def _not_one(department: Department, person: str, rows: Sequence[Representation]) -> str:
    """Return why a representation is not found: the name, or the first day that must be given."""
    listed = "；".join(f"“{row.person}”委托“{row.representative}”{_term(row).days}" for row in rows)
    if not listed:
        return f"“{department.name}”没有尚未结束的委托，不需要撤销。"
    return f"请写明撤销哪一项委托（委托人，几项的还要写起始日期），“{person}”与登记的不符或有几项：{listed}。"


OF_HEAD = {"withdrawn": "主要领导的委托已撤销", "appointed": "主要领导委托他人代收通知"}


def _tell(session: Session, ctx: Context, department: Department, row: Representation) -> int:
    """Tell office and head of a representation or its end; returns how many are told."""
    days = {"first": in_full(row.first_day), "last": in_full(row.last_day)}
    withdrawn = in_full(row.withdrawn_on) if row.withdrawn_on else ""
    payload: dict[str, Any] = {"person": row.person, "representative": row.representative, "address": row.email, **days}
    subject, occasion = f"{department.code}|{row.number}", "withdrawn" if withdrawn else "appointed"
    payload |= {"withdrawn": withdrawn, "reason": row.reason}
    if signer_named(session, ctx, row.department_id, row.person):
        term = f"{department.name}“{row.person}”，受托人“{row.representative}”，邮箱{row.email}，{_term(row).days}"
        tell_agency_head(session, ctx, OF_HEAD[occasion], [term])
    return sum(
        notify_one(session, ctx, REPRESENTED, subject, (id_of(department), each), occasion=occasion, payload=payload)
        for each in (Audience.OFFICE, Audience.HEAD)
    )
