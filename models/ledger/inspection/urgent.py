"""紧急核查: an urgent matter is inspected and signed within the configured number of days (6.2.2)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.deadlines import deadline_from, save_deadline
from models.ledger.duties import OpenedDuty, discharge, find_open_duty, open_duty_for
from models.ledger.jurisdiction import calendar_of
from models.ledger.policies import value_on
from models.records import Inspection
from models.rules.deadlines import compute_deadline
from models.rules.inspection import URGENT_INSPECTION, check_urgent, urgent_within
from models.rules.policy import URGENT_DAYS
from models.statements import run

# True if a finding is unsigned or a team has no finding yet.
UNSIGNED = """
SELECT EXISTS (SELECT FROM finding f WHERE f.inspection_id = :inspection AND f.state = 'recorded')
    OR EXISTS (SELECT FROM team_member m WHERE m.inspection_id = :inspection AND m.left_on IS NULL
        AND NOT EXISTS (SELECT FROM finding f WHERE f.inspection_id = m.inspection_id AND f.team = m.team))
"""


def check_in_time(session: Session, ctx: Context, ends: date) -> None:
    """6.2.2: raise Refused if the time limit of an urgent plan issued today exceeds the configured days."""
    if days := _configured_days(session, ctx):
        check_urgent(ends, _last_day(session, ctx, days), days)


def open_urgent_duty(session: Session, ctx: Context, inspection: Inspection, number: str, ends: date) -> None:
    """6.2.2: open the agency's duty to sign the findings of an urgent inspection by the limit of its plan.

    The limit is within the configured days if there are any; the proof then names both.
    """
    if days := _configured_days(session, ctx):
        rule = urgent_within(number, days, _last_day(session, ctx, days))
        value = compute_deadline(rule, ends, calendar_of(session, ctx.jurisdiction))
        deadline = save_deadline(session, ctx, value, source=number)
    else:
        deadline, _ = deadline_from(session, ctx, URGENT_INSPECTION.due, ends)
    identity: OpenedDuty = {"period": str(inspection.year), "subject": inspection.key, "round": inspection.number}
    open_duty_for(session, ctx, URGENT_INSPECTION, deadline, **identity)


def discharge_urgent_duty(session: Session, ctx: Context, inspection: Inspection) -> str:
    """Discharge the duty of an urgent inspection when the last of its teams has signed.

    Returns the clause to append to the summary; empty if there is no such duty, or if signatures are missing.
    """
    duty = find_open_duty(session, ctx, URGENT_INSPECTION, subject=inspection.key)
    if duty is None or run(session, UNSIGNED, inspection=inspection.id).scalar_one():
        return ""
    return "，紧急核查逾期办结" if discharge(session, ctx, duty, ctx.date) else "，紧急核查按期办结"


def _configured_days(session: Session, ctx: Context) -> int | None:
    days: int | None = value_on(session, ctx.jurisdiction, URGENT_DAYS, ctx.date)
    return days


def _last_day(session: Session, ctx: Context, days: int) -> date:
    return calendar_of(session, ctx.jurisdiction).nth_after(ctx.date, days)
