"""漏开的期间: the periods without a run whose opening day has come, as `reconcile` would open them (6.1)."""

from datetime import date

from sqlmodel import Session

from models.ledger.calendars import calendar_of
from models.ledger.cycle.pausing import halts_of
from models.ledger.cycle.starts import days_of_starts
from models.ledger.jurisdiction import GO_LIVE, home
from models.rules.cycle import Cycle
from models.rules.cycles import expected_runs
from models.rules.pause import held_back
from models.rules.periods import Period
from models.statements import run

RUNS = "SELECT cycle, period FROM cycle_run WHERE jurisdiction_id = :jurisdiction"
NEWEST = """
SELECT DISTINCT ON (cycle) cycle, period FROM cycle_run WHERE jurisdiction_id = :jurisdiction
ORDER BY cycle, opens_on DESC, id DESC
"""


def missed_runs(session: Session, today: date) -> list[tuple[Cycle, Period]]:
    """Return each cycle and period that should be open today and is not, in the order of their opening days.

    Nothing is stored. What a pause keeps closed, and what began before a new cycle's first run, is left out.
    """
    jurisdiction = home(session)
    calendar, halts = calendar_of(session, jurisdiction), halts_of(session, jurisdiction)
    live = run(session, GO_LIVE, jurisdiction=jurisdiction).scalar_one()
    open_already = set(run(session, RUNS, jurisdiction=jurisdiction).tuples())
    return [
        (cycle, period)
        for cycle, period in expected_runs(live, today, calendar, days_of_starts(session, jurisdiction, today))
        if (cycle.key, str(period)) not in open_already
        and not held_back(halts, cycle.key, cycle.opens_on(period, calendar), today, wanted=False)
    ]


def newest_periods(session: Session) -> dict[str, str]:
    """Return, by key of a cycle, the newest period that was opened."""
    return {row.cycle: row.period for row in run(session, NEWEST, jurisdiction=home(session))}
