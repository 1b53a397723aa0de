"""启用前期间: periods that began before the go-live date and are still ahead, and which were ordered (6.1)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.ledger.jurisdiction import GO_LIVE, calendar_of
from models.rules.cycle import Cycle
from models.rules.cycles import begun_before, subject_of
from models.rules.deadlines import DueDate
from models.rules.periods import Period
from models.statements import run

ORDERED = "SELECT cycle, period FROM cycle_order WHERE jurisdiction_id = :jurisdiction AND opens"
SETTLED = """
SELECT cycle, period FROM cycle_order WHERE jurisdiction_id = :jurisdiction
UNION SELECT cycle, period FROM cycle_run WHERE jurisdiction_id = :jurisdiction
"""


class PeriodAhead(NamedTuple):
    """A period that began before the go-live date and whose due day is still to come."""

    cycle: Cycle
    period: Period
    opens_on: date
    due: DueDate

    def __str__(self) -> str:
        """2026年年终检查（2026-12-01开启，期限2026-12-31）."""
        return f"{subject_of(self.cycle.duty, str(self.period))}（{self.opens_on}开启，期限{self.due}）"


def ordered_periods(session: Session, jurisdiction: int) -> set[tuple[str, str]]:
    """Return the cycle and period of each order that stands."""
    return {(row.cycle, row.period) for row in run(session, ORDERED, jurisdiction=jurisdiction)}


def periods_ahead(session: Session, jurisdiction: int, today: date) -> Sequence[PeriodAhead]:
    """Return the periods of the year of go-live that began before it, end after it and today, and are not decided."""
    live, calendar = run(session, GO_LIVE, jurisdiction=jurisdiction).scalar_one(), calendar_of(session, jurisdiction)
    if live.year != today.year and today > live:
        return []
    settled = set(run(session, SETTLED, jurisdiction=jurisdiction).tuples())
    found = (
        PeriodAhead(cycle, period, cycle.opens_on(period, calendar), cycle.deadline(period, calendar))
        for cycle, period in begun_before(live)
        if (cycle.key, str(period)) not in settled
    )
    return sorted(
        (each for each in found if each.due.due >= max(today, live)), key=lambda each: (each.opens_on, each.cycle.key)
    )
