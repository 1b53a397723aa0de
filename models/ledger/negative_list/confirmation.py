"""现场认定: the duty to check a proposed entry on site, for each way of finding it (7.2, 7.4, 7.5, A20, A25)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import NOT_BEFORE, deadline_from, save_deadline
from models.ledger.duties import discharge_duty, find_open_duty
from models.ledger.jurisdiction import calendar_of
from models.ledger.lookup import entry_key
from models.ledger.notices import agency_of
from models.ledger.questions import Question
from models.ledger.transitions import record
from models.records import NegativeEntry, Target
from models.rules.deadlines import compute_deadline, opened_after
from models.rules.duties import Duty
from models.rules.inspection import Way
from models.rules.periods import Period, Span, period_of
from models.rules.review import ONLINE_REVIEW, ONSITE_CONFIRMATION
from models.rules.states import ObligationState
from models.statements import run

# Duties of the agency about entries, except those that there are already.
OPEN = """
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id,
    due_version, state, opened_on, opened_late)
SELECT :jurisdiction, CAST(:kind AS text), q.period, :agency, q.subject, 0, :agency, :clause, q.deadline, 1, 'open',
    :day, false
FROM unnest(CAST(:subjects AS text[]), CAST(:periods AS text[]), CAST(:deadlines AS int[])) WITH ORDINALITY AS q(
    subject, period, deadline, place)
ORDER BY q.place ON CONFLICT DO NOTHING RETURNING id
"""


class AgencyDuty(NamedTuple):
    """A duty of the agency to open: its entry, its period and its deadline."""

    subject: str
    period: str
    deadline: int


def open_for_agency(session: Session, ctx: Context, duty: Duty, wanted: Sequence[AgencyDuty]) -> int:
    """Open duties of the agency in one statement; returns how many are new."""
    ids = run(
        session,
        OPEN,
        jurisdiction=ctx.jurisdiction,
        kind=duty.key,
        agency=agency_of(session, ctx.jurisdiction),
        clause=duty.clause,
        day=ctx.date,
        subjects=[each.subject for each in wanted],
        periods=[each.period for each in wanted],
        deadlines=[each.deadline for each in wanted],
    )
    opened = list(ids.scalars())
    record(session, ctx, "obligation", opened, "opened", moved=("", ObligationState.OPEN.value))
    return len(opened)


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
    subject = entry_key(target, entry)
    if find_open_duty(session, ctx, ONSITE_CONFIRMATION, subject=subject):
        return 0  # that of an earlier quarter
    return open_for_agency(session, ctx, ONSITE_CONFIRMATION, [AgencyDuty(subject, str(period), deadline)])


def discharge_confirmation(session: Session, ctx: Context, target: Target, entry: NegativeEntry) -> None:
    """Discharge the duty to check an entry on site, today, when it is confirmed or dismissed."""
    discharge_duty(session, ctx, ONSITE_CONFIRMATION, ctx.date, subject=entry_key(target, entry))


# Proposed entries that never had the duty.
UNCHECKED = """
SELECT concat_ws('/', t.year, t.code, e.occurrence) AS subject, g.way, e.found_on
FROM negative_entry e JOIN target t ON t.id = e.target_id JOIN entry_origin g ON g.entry_id = e.id
WHERE t.jurisdiction_id = :jurisdiction AND e.state = 'proposed' AND NOT EXISTS (
    SELECT 1 FROM obligation o WHERE o.jurisdiction_id = t.jurisdiction_id AND o.kind = :kind
        AND o.subject = concat_ws('/', t.year, t.code, e.occurrence))
ORDER BY e.id
"""
LACKS_CONFIRMATION = Question(
    f"EXISTS ({UNCHECKED.replace(':kind', repr(ONSITE_CONFIRMATION.key))})",
    Summary("现场认定无需补开。", {"opened": 0}),
)


@act("open_owed_confirmations", "补开现场认定", clause="3-7.2", roles={Role.SYSTEM, Role.AGENCY})
def open_owed_confirmations(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """7.2, 7.4, 7.5: open the missing duty to check a proposal on site, once; it is not overdue when it opens.

    Due as for a new proposal (A25); if that day has passed, on the next working day.
    """
    opened = open_confirmations(session, ctx)
    return Summary(f"补开现场认定{opened}项。", {"opened": opened}) if opened else LACKS_CONFIRMATION.nothing


def open_confirmations(session: Session, ctx: Context) -> int:
    """A20, A25: open the duty to check a proposal on site for all that never had it; returns how many."""
    kind = ONSITE_CONFIRMATION.key
    proposals = run(session, UNCHECKED, jurisdiction=ctx.jurisdiction, kind=kind).all()
    if not proposals:
        return 0
    quarters = {found: _quarter_of(session, ctx, *found) for found in {(row.way, row.found_on) for row in proposals}}
    deadlines = {quarter: _deadline_of(session, ctx, quarter) for quarter in sorted(set(quarters.values()), key=str)}
    periods = [quarters[row.way, row.found_on] for row in proposals]
    wanted = [
        AgencyDuty(row.subject, str(period), deadlines[period]) for row, period in zip(proposals, periods, strict=True)
    ]
    return open_for_agency(session, ctx, ONSITE_CONFIRMATION, wanted)


def _quarter_of(session: Session, ctx: Context, way: str, found_on: date) -> Period:
    return quarter_proposed(session, ctx, Way(way), found_on)


def _deadline_of(session: Session, ctx: Context, quarter: Period) -> int:
    """Return the row of the deadline; one that is kept at a later day has that day in its source."""
    calendar = calendar_of(session, ctx.jurisdiction)
    by_rule = compute_deadline(ONSITE_CONFIRMATION.due, ONLINE_REVIEW.anchor.of(quarter), calendar)
    due = opened_after(by_rule, ctx.date, calendar)
    return save_deadline(session, ctx, due, f"{NOT_BEFORE}{due.due}" if "computed" in due.proof else "")
