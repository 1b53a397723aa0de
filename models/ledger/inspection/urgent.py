"""紧急核查: an urgent matter is inspected and signed in the short time of its own that the agency has set (6.2.2)."""

from datetime import date

from sqlmodel import Session

from models.database import run
from models.ledger.acts import Context
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import deadline_from, keep_deadline
from models.ledger.duties import Charged, charge, charged_now, discharge
from models.ledger.policies import value_on
from models.records import Inspection
from models.rules.deadlines import compute_deadline
from models.rules.inspection import URGENT_INSPECTION, check_urgent, urgent_within
from models.rules.policy import URGENT_DAYS

# Whether something is still to be signed: a finding, or all that a team has to say.
UNSIGNED = """
SELECT EXISTS (SELECT FROM finding f WHERE f.inspection_id = :inspection AND f.state = 'recorded')
    OR EXISTS (SELECT FROM team_member m WHERE m.inspection_id = :inspection AND m.left_on IS NULL
        AND NOT EXISTS (SELECT FROM finding f WHERE f.inspection_id = m.inspection_id AND f.team = m.team))
"""


def check_in_time(session: Session, ctx: Context, ends: date) -> None:
    """6.2.2: refuses an urgent plan issued today whose time limit is later than the days that were set allow."""
    if days := _days(session, ctx):
        check_urgent(ends, _last(session, ctx, days), days)


def owe_urgent(session: Session, ctx: Context, inspection: Inspection, number: str, ends: date) -> None:
    """6.2.2: the agency owes the signed findings of an urgent inspection by the limit of its plan of this number.

    That is never later than the days that were set allow; the proof names both.
    """
    if days := _days(session, ctx):
        rule = urgent_within(number, days, _last(session, ctx, days))
        value = compute_deadline(rule, ends, calendar_of(session, ctx.jurisdiction))
        deadline = keep_deadline(session, ctx, value, source=number)
    else:
        deadline, _ = deadline_from(session, ctx, URGENT_INSPECTION.due, ends)
    which: Charged = {"period": str(inspection.year), "subject": inspection.key, "round": inspection.number}
    charge(session, ctx, URGENT_INSPECTION, deadline, **which)


def end_urgent(session: Session, ctx: Context, inspection: Inspection) -> str:
    """What was owed of an urgent inspection is done on the day on which the last of its teams has signed.

    Returns what to add to the words of the signature: nothing where nothing was owed, or more is to be signed.
    """
    owed = charged_now(session, ctx, URGENT_INSPECTION, subject=inspection.key)
    if owed is None or run(session, UNSIGNED, inspection=inspection.id).scalar_one():
        return ""
    return "，紧急核查逾期办结" if discharge(session, ctx, owed, ctx.date) else "，紧急核查按期办结"


def _days(session: Session, ctx: Context) -> int | None:
    days: int | None = value_on(session, ctx.jurisdiction, URGENT_DAYS, ctx.date)
    return days


def _last(session: Session, ctx: Context, days: int) -> date:
    return calendar_of(session, ctx.jurisdiction).nth_after(ctx.date, days)
