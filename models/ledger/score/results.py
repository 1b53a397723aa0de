"""考评结果 of a year, as papers take them; until they are approved they come from the trial (1-8.2, 1-9)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.rules.score.cut_off import counted_in_words
from models.rules.score.result import Result, placed


@dataclass(frozen=True, slots=True)
class Appraised:
    """The results of a year: in words which day's ledger they are of, and since when they are approved, None before."""

    year: int
    results: tuple[Result, ...]
    counted: str
    approved_on: date | None = None


def appraised(session: Session, year: int, day: date) -> Appraised:
    """1-8.2: return the results of every department of a year as they stand on a day."""
    results = placed(map(_result_of, score_sheets(session, year, day)))
    return Appraised(year, results, counted_in_words(cut_off_day(session, year), day))


def _result_of(sheet: ScoreSheet) -> Result:
    return Result(sheet.code, sheet.department, sheet.total, sheet.lines, len(sheet.lacks))
