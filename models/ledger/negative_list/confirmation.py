"""现场认定: the duty to check a proposed entry on site, in whatever way it was found (7.2, 7.4, 7.5, A20, A25)."""

from datetime import date, timedelta

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import deadline_from
from models.ledger.duties import discharge_duty
from models.ledger.lookup import entry_key
from models.ledger.notices import agency_of
from models.ledger.transitions import record
from models.records import NegativeEntry, Target
from models.rules.deadlines import compute_deadline
from models.rules.inspection import Way
from models.rules.periods import Period, Span, period_of
from models.rules.review import ONLINE_REVIEW, ONSITE_CONFIRMATION
from models.rules.states import ObligationState
from models.statements import run

# One per entry and quarter; no second one while that of an earlier quarter is open.
OPEN = """
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id,
    due_version, state, opened_on, opened_late)
SELECT :jurisdiction, CAST(:kind AS text), :period, :agency, CAST(:subject AS text), 0, :agency, :clause,
    :deadline, 1, 'open', :day, false
WHERE NOT EXISTS (SELECT 1 FROM obligation WHERE jurisdiction_id = :jurisdiction AND kind = :kind
    AND subject = :subject AND state = 'open')
ON CONFLICT DO NOTHING RETURNING id
"""


def quarter_proposed(session: Session, ctx: Context, way: Way, found_on: date) -> Period:
    """A25: return the quarter of a proposal: for an online finding the quarter before it, else that of its day.

    If the time to check what an online review found is over, it is the quarter of the day too.
    """
    its = period_of(Span.QUARTER, found_on)
    if way is not Way.ONLINE:
        return its
    reviewed = period_of(Span.QUARTER, its.start - timedelta(days=1))
    due = compute_deadline(ONSITE_CONFIRMATION.due, reviewed.end, calendar_of(session, ctx.jurisdiction)).due
    return reviewed if due >= ctx.date else its


def open_confirmation(session: Session, ctx: Context, period: Period, target: Target, entry: NegativeEntry) -> int:
    """7.2, A25: open the agency's duty to check a proposed entry on site after its quarter; returns 1 if it is new."""
    deadline, _ = deadline_from(session, ctx, ONSITE_CONFIRMATION.due, ONLINE_REVIEW.anchor.of(period))
    ids = run(
        session,
        OPEN,
        jurisdiction=ctx.jurisdiction,
        kind=ONSITE_CONFIRMATION.key,
        period=str(period),
        agency=agency_of(session, ctx.jurisdiction),
        subject=entry_key(target, entry),
        clause=ONSITE_CONFIRMATION.clause,
        deadline=deadline,
        day=ctx.date,
    )
    opened = list(ids.scalars())
    record(session, ctx, "obligation", opened, "opened", moved=("", ObligationState.OPEN.value))
    return len(opened)


def discharge_confirmation(session: Session, ctx: Context, target: Target, entry: NegativeEntry) -> None:
    """Discharge the duty to check an entry on site, today, when it is confirmed or dismissed."""
    discharge_duty(session, ctx, ONSITE_CONFIRMATION, ctx.date, subject=entry_key(target, entry))
