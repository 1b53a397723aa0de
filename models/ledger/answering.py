"""申诉的时限: by when an objection is lodged, and what the agency owes because of one, where days are set (A14)."""

from datetime import date

from sqlmodel import Session, select

from models.ledger.acting import Context
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import deadline_from
from models.ledger.deciding import value_on
from models.ledger.discharging import discharge, withdraw
from models.ledger.noticing import agency_of
from models.ledger.recording import record
from models.ledger.suspending import duties_of
from models.records import NegativeEntry, Obligation, Target, id_of
from models.rules.appeals import check_lodged
from models.rules.deadlines import of_days
from models.rules.duties import Duty
from models.rules.external import APPEAL_ANSWER, APPEAL_RULING, REMEDIATION
from models.rules.policies import ANSWER_DAYS, LODGING_DAYS, RULING_DAYS
from models.rules.states import ObligationState

DAYS = {APPEAL_ANSWER.key: ANSWER_DAYS, APPEAL_RULING.key: RULING_DAYS}


def check_in_time(session: Session, ctx: Context, target: Target, entry: NegativeEntry, lodged: date) -> None:
    """A14: refuses an objection after its limit; the days are those set when the head was told, and run from then."""
    owed = [duty.opened_on for duty in duties_of(session, target, entry) if duty.kind == REMEDIATION.key]
    days = value_on(session, ctx.jurisdiction, LODGING_DAYS, owed[0]) if owed else None
    if days:
        check_lodged(lodged, owed[0], days, calendar_of(session, ctx.jurisdiction))


def owe(session: Session, ctx: Context, duty: Duty, subject: str, since: date) -> None:
    """Open a duty of the agency about an appeal, if days were set for it by `since`."""
    days = value_on(session, ctx.jurisdiction, DAYS[duty.key], since)
    if not days:
        return
    deadline, _ = deadline_from(session, ctx, of_days(duty.due, days), since)
    agency = agency_of(session, ctx.jurisdiction)
    obligation = Obligation(
        jurisdiction_id=ctx.jurisdiction,
        kind=duty.key,
        department_id=agency,
        subject=subject,
        owed_by=agency,
        clause=duty.clause,
        deadline_id=deadline,
        opened_on=ctx.date,
    )
    session.add(obligation)
    session.flush()
    record(session, ctx, "obligation", [id_of(obligation)], "opened", moved=("", obligation.state.value))


def meet(session: Session, ctx: Context, duty: Duty, subject: str) -> bool:
    """Discharge a duty about an appeal if there is one; returns whether that was late."""
    owed = _open(session, ctx, duty, subject)
    return owed is not None and discharge(session, ctx, owed, ctx.date)


def drop(session: Session, ctx: Context, subject: str, reason: str) -> None:
    """The appeal is taken back: nothing is owed because of it any more."""
    owed = [_open(session, ctx, duty, subject) for duty in (APPEAL_ANSWER, APPEAL_RULING)]
    withdraw(session, ctx, [each for each in owed if each], reason)


def _open(session: Session, ctx: Context, duty: Duty, subject: str) -> Obligation | None:
    return session.exec(
        select(Obligation).where(
            Obligation.jurisdiction_id == ctx.jurisdiction,
            Obligation.kind == duty.key,
            Obligation.subject == subject,
            Obligation.state == ObligationState.OPEN,
        )
    ).first()
