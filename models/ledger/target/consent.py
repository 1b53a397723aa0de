"""同意: the head of the department, then the supervising leader, consent to an adjustment (6.1.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from models.intake.adjustment import ConsentGiven
from models.ledger.acts import Context, Role, Summary, act, check_signed_after
from models.ledger.nouns.shared_sql import HEIRS, LEADING
from models.ledger.representatives import represented_by
from models.ledger.secrets import secrets_of
from models.ledger.target.adjustment import Case, find_case
from models.ledger.target.node_versions import leaf_named
from models.ledger.target.versions import in_force_since
from models.ledger.transitions import move
from models.records import Adjustment, Contact, Department, Target, id_of
from models.rules.day_order import check_not_future
from models.rules.errors import Refused
from models.rules.kinds import AdjustmentGround, ContactRole
from models.rules.personal_names import NUMBERED, one_spelling
from models.rules.requirements import in_words
from models.rules.states import AdjustmentEvent, AdjustmentState
from models.statements import run

# The signed page on which the newest consent of a kind to adjustment `r` was entered; null without one.
_PAGE_OF = """(SELECT left(page.source ->> 'page', 12) FROM transition x JOIN block page ON page.act_id = x.act_id
    WHERE x.record = 'adjustment' AND x.record_id = r.id AND x.event = '{event}' ORDER BY x.id DESC LIMIT 1)"""
HEAD_PAGE, LEADER_PAGE = (
    _PAGE_OF.format(event=event.value) for event in (AdjustmentEvent.CONSENT_HEAD, AdjustmentEvent.CONSENT_LEADER)
)
PAGES = f"SELECT {HEAD_PAGE} AS head, {LEADER_PAGE} AS leader FROM adjustment r WHERE r.id = :adjustment"  # noqa: S608
ON_BEHALF = {Role.OFFICE, Role.AGENCY}
# The adjustments in these states of targets that these departments lead now.
OF_DEPARTMENTS = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT a.id, coalesce(h.heir, x.department_id) AS lead
FROM adjustment a JOIN target_department x ON x.target_id = a.target_id AND x.position = {LEADING}
    LEFT JOIN heir h ON h.department_id = x.department_id
WHERE a.state = ANY(:states) AND coalesce(h.heir, x.department_id) = ANY(:departments) ORDER BY a.id
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class _ConsentKind:
    """The kind of a consent: role of the actor, role of the contact, prefix of its columns, event."""

    role: Role
    contact: ContactRole
    columns: str
    event: AdjustmentEvent

    def sets(self, day: date | None, by: str, number: str) -> dict[str, Any]:
        """Return the columns of this consent with their values."""
        return {f"{self.columns}_on": day, f"{self.columns}_by": by, f"{self.columns}_number": number}


HEAD_CONSENT = _ConsentKind(Role.HEAD, ContactRole.HEAD, "head", AdjustmentEvent.CONSENT_HEAD)
AWAITS = {
    Role.HEAD: (AdjustmentState.REQUESTED, AdjustmentState.RETURNED),
    Role.LEADER: (AdjustmentState.HEAD_CONSENTED,),
}
LEADER = _ConsentKind(Role.LEADER, ContactRole.LEADER_IN_CHARGE, "leader", AdjustmentEvent.CONSENT_LEADER)


class Awaited(NamedTuple):
    """An adjustment that waits for the consent of a head or leader; of a marked target it says its pointer only."""

    number: int
    department: int
    year: int
    target: str
    title: str
    words: str
    marked: bool


def awaited_consents(session: Session, role: Role, departments: Sequence[int]) -> list[Awaited]:
    """Return the adjustments that wait for the consent of who has this role in these departments (6.1.7)."""
    secrets, asked = secrets_of(session), {"states": list(AWAITS[role]), "departments": list(departments)}
    found = []
    for number, lead in run(session, OF_DEPARTMENTS, **asked):
        adjustment = session.get_one(Adjustment, number)
        target = session.get_one(Target, adjustment.target_id)
        lead_row, node = session.get_one(Department, lead), leaf_named(session, target, adjustment.indicator)
        case = Case(target, lead_row, adjustment, node)
        about = f"{AdjustmentGround(adjustment.ground).label}，{adjustment.reason}。"
        words = (
            ""
            if (marked := secrets.about(f"{target.year}/{target.code}"))
            else f"{about}{in_words(case.differences, case.titles)}。"
        )
        found.append(Awaited(number, lead, target.year, target.code, secrets.hide(case.title), words, bool(marked)))
    return found


@act("consent_head", "主要领导同意调整", clause="3-6.1.7", roles={Role.HEAD, *ON_BEHALF})
def consent_head(session: Session, data: ConsentGiven, ctx: Context) -> Summary:
    """6.1.7: record the head's consent, with its day and the document or the signed page.

    After a return the head may consent again; the leader's consent is then reset, because it must follow the head's.
    """
    case = find_case(session, ctx, data)
    return _save_consent(session, ctx, case, HEAD_CONSENT, data, LEADER.sets(None, "", ""))


@act("consent_leader", "分管省领导同意调整", clause="3-6.1.7", roles={Role.LEADER, *ON_BEHALF})
def consent_leader(session: Session, data: ConsentGiven, ctx: Context) -> Summary:
    """6.1.7: record the supervising leader's consent; raises Refused if it is before the head's, or the same person's.

    The clause names the head first, and the request becomes the department's only with its head's consent; both may be
    on the same day.
    """
    case = find_case(session, ctx, data)
    return _save_consent(session, ctx, case, LEADER, data, {})


def _save_consent(
    session: Session, ctx: Context, case: Case, consent: _ConsentKind, data: ConsentGiven, resets: dict[str, Any]
) -> Summary:
    day = _consent_day(ctx, consent, data)
    _check_day(session, ctx, case, consent, day)
    by = data.consented_by or _consenting_person(session, ctx, case, consent, day)
    _check_person(session, case, consent, by, day)
    detail = {"on": day.isoformat(), "by": by, "number": data.number}
    sets = consent.sets(day, by, data.number) | resets
    move(session, ctx, "adjustment", [id_of(case.adjustment)], consent.event, sets=sets, detail=detail)
    document = f"，{data.number}" if data.number else ""
    words = f"已登记{consent.contact.label}{by}对{case.title}的同意（{day}{document}）。"
    return Summary(words, {"consented": 1}, {"number": case.adjustment.number})


def _consent_day(ctx: Context, consent: _ConsentKind, data: ConsentGiven) -> date:
    """Return the day of the consent; raises Refused if it has no day, or neither document nor signed page."""
    if data.consented_on is None or not (data.number or ctx.actor.paper):
        label = consent.contact.label
        raise Refused(f"登记{label}的同意，须写明同意日期（--consented-on）和文号（--number），或附签字页（--page）。")
    return data.consented_on


def _check_day(session: Session, ctx: Context, case: Case, consent: _ConsentKind, day: date) -> None:
    since = in_force_since(session, id_of(case.target), but=case.adjustment.id)
    head_on = case.adjustment.head_on
    check_not_future(day, ctx.date, "同意日期")
    check_signed_after(ctx, since, "现行要求生效的日期")
    if day < since:
        raise Refused(f"同意日期{day}早于现行要求生效的日期{since}，不是对本次调整的同意，请核对。")
    if consent is LEADER and head_on and day < head_on:
        raise Refused(f"分管省领导同意日期{day}早于主要领导同意日期{head_on}，应先经主要领导同意，请核对。")


def _check_person(session: Session, case: Case, consent: _ConsentKind, by: str, day: date) -> None:
    """6.1.7: raise Refused for the head's consent as the leader's too, and for a person who holds another role only."""
    named = _plain_name(case, by)
    on_day = _holding_on(day)
    rows = session.exec(select(Contact.name, Contact.role).where(Contact.department_id == case.lead.id, *on_day)).all()
    roles = {role for name, role in rows if one_spelling(name) == named}
    head = _plain_name(case, case.adjustment.head_by) if consent is LEADER else ""
    is_namesake = named != head and consent.contact in roles
    if named.partition("(")[0] == head.partition("(")[0] and not is_namesake:
        words = f"“{by}”已作为主要领导同意，分管省领导的同意须由另一人作出（6.1.7）；"
        raise Refused(f"{words}确是同名的两人，分管省领导的{NUMBERED}，先在联系人表中这样登记。")
    if not roles and (standing := represented_by(session, id_of(case.lead), named, day)):
        raise Refused(f"“{by}”{day}受“{standing[0].person}”委托代收通知，不能代{consent.contact.label}作出同意。")
    if roles and consent.contact not in roles:
        titles = "、".join(sorted(ContactRole(role).label for role in roles))
        raise Refused(f"“{by}”{day}是“{case.lead.name}”的{titles}，不是{consent.contact.label}，不能作出同意。")


def _plain_name(case: Case, by: str) -> str:
    """Return a name without the department that stands before it if the consent was given in person."""
    return one_spelling(by.removeprefix(f"{case.lead.name} "))


def _holding_on(day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that a contact holds its role on that day."""
    return (
        or_(col(Contact.valid_from).is_(None), col(Contact.valid_from) <= day),
        or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= day),
    )


def _consenting_person(session: Session, ctx: Context, case: Case, consent: _ConsentKind, day: date) -> str:
    """Return the name of the consenting person: the actor in person, or the only holder of the role on that day.

    Raises Refused if the role has no or several holders.
    """
    if ctx.actor.role is consent.role:
        return ctx.actor.name
    names = session.exec(
        select(Contact.name)
        .where(Contact.department_id == case.lead.id, Contact.role == consent.contact, *_holding_on(day))
        .distinct()
    ).all()
    if len(names) == 1:
        return names[0]
    holders = f"有{len(names)}人（{'、'.join(sorted(names))}）" if names else "没有登记"
    raise Refused(f"“{case.lead.name}”{day}的{consent.contact.label}{holders}，请写明同意人（consented_by）。")
