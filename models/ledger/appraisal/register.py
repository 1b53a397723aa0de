"""已审定的得分表: what was approved, that its bytes are whole, and what the ledger gives now (1-8.2, A53)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from models.ledger.appraisal.sheets import Computed, computed_sheets, current_sheets, differs
from models.ledger.jurisdiction import home
from models.rules.appraisal import read_sheet
from models.rules.score.canonical import digest_of, exact
from models.rules.states import ScoreSheetState
from models.statements import of_row, run

YEARS = """
SELECT DISTINCT s.year FROM score_sheet s JOIN department d ON d.id = s.department_id
WHERE d.jurisdiction_id = :jurisdiction AND s.state = 'frozen' ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Frozen:
    """An approved sheet with its paper; `now` is the one that the ledger gives today, if it is another one.

    `intact` says whether its bytes have the digest under which they were approved.
    """

    code: str
    department: str
    year: int
    version: int
    content: str
    digest: str
    total: Decimal
    number: str
    dated: date
    intact: bool
    same: bool
    now: Computed | None


def frozen_sheets(session: Session, year: int, day: date) -> dict[str, Frozen]:
    """Return the approved sheet of each department of a year, by its code."""
    jurisdiction = home(session)
    kept = [row for row in current_sheets(session, jurisdiction, year).values() if row.state == ScoreSheetState.FROZEN]
    now = computed_sheets(session, year, day) if kept else {}
    return {
        row.code: of_row(
            Frozen,
            row,
            department=row.name,
            year=year,
            number=row.paper_number,
            dated=row.paper_date,
            intact=digest_of(row.content) == row.digest and exact(row.total) == read_sheet(row.content)["total"],
            same=not differs(row, now.get(row.department_id)),
            now=now.get(row.department_id),
        )
        for row in kept
    }


def doubtful_sheets(session: Session, day: date) -> Iterator[Frozen]:
    """Yield every approved sheet of any year whose bytes are not whole, or that the ledger would give otherwise now."""
    for year in run(session, YEARS, jurisdiction=home(session)).scalars().all():
        yield from (each for each in frozen_sheets(session, year, day).values() if not (each.intact and each.same))
