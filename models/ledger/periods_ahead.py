"""启用前期间: periods that began before the go-live date and can still be opened, and which were ordered (6.1)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.ledger.jurisdiction import GO_LIVE, calendar_of
from models.ledger.nouns.shared_sql import YEAR_ENDED
from models.rules.cycle import Cycle
from models.rules.cycles import BEFORE_TOTAL, begun_before, subject_of
from models.rules.deadlines import DueDate
from models.rules.periods import Period
from models.statements import run

ORDERED = "SELECT cycle, period FROM cycle_order WHERE jurisdiction_id = :jurisdiction AND opens"
SETTLED = """
SELECT cycle, period FROM cycle_order WHERE jurisdiction_id = :jurisdiction
UNION SELECT cycle, period FROM cycle_run WHERE jurisdiction_id = :jurisdiction
"""
# A37: whether a year may still get a total from here, so that what stands before it can be opened after its day.
AWAITED = f"""
SELECT EXISTS (SELECT FROM target t WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year
        AND t.withdrawn_on IS NULL)
    AND NOT EXISTS (SELECT FROM appraisal a WHERE a.jurisdiction_id = :jurisdiction AND a.year = :year)
    AND {YEAR_ENDED.format(jurisdiction=":jurisdiction", year=":year")} IS NULL
"""  # noqa: S608 - constants only


class PeriodAhead(NamedTuple):
    """A period that began before the go-live date and can still be opened."""

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
    """Return the periods of the year of go-live that began before it, are due after it and today, and are not decided.

    What stands before the total of the year stays after its day, while that total may still come (A37).
    """
    live, calendar = run(session, GO_LIVE, jurisdiction=jurisdiction).scalar_one(), calendar_of(session, jurisdiction)
    settled = set(run(session, SETTLED, jurisdiction=jurisdiction).tuples())
    found = (
        PeriodAhead(cycle, period, cycle.opens_on(period, calendar), cycle.deadline(period, calendar))
        for cycle, period in begun_before(live)
        if (cycle.key, str(period)) not in settled
    )
    late = BEFORE_TOTAL if opens_late(session, jurisdiction, live.year, today) else ()
    return sorted(
        (each for each in found if each.due.due >= max(today, live) or (each.cycle in late and each.due.due >= live)),
        key=lambda each: (each.opens_on, each.cycle.key),
    )


def opens_late(session: Session, jurisdiction: int, year: int, today: date) -> bool:
    """A37: return whether what stands before the total of a year can be opened after its day."""
    return year < today.year and bool(run(session, AWAITED, jurisdiction=jurisdiction, year=year).scalar_one())
