"""申诉的时限: by when an objection is lodged, and what the agency owes because of one, where days are set (A14)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import deadline_from
from models.ledger.duties import charge, charged_now, withdraw
from models.ledger.negative_list.entries import duties_of
from models.ledger.policies import value_on
from models.records import NegativeEntry, Target
from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING, check_lodged
from models.rules.deadlines import of_days
from models.rules.duties import Duty
from models.rules.negative_list import REMEDIATION
from models.rules.policy import ANSWER_DAYS, LODGING_DAYS, RULING_DAYS

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
    charge(session, ctx, duty, deadline, subject=subject)


def drop(session: Session, ctx: Context, subject: str, reason: str) -> None:
    """The appeal is taken back: nothing is owed because of it any more."""
    owed = [charged_now(session, ctx, duty, subject=subject) for duty in (APPEAL_ANSWER, APPEAL_RULING)]
    withdraw(session, ctx, [each for each in owed if each], reason)
