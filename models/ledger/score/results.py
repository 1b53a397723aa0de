"""考评结果 of a year, as papers take them; until they are approved they come from the trial (1-8.2, 1-9)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.grades import APPROVED
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.rules.score.canonical import lines_of
from models.rules.score.cut_off import counted_in_words
from models.rules.score.result import Result, placed
from models.statements import run


@dataclass(frozen=True, slots=True)
class Appraised:
    """The results of a year: in words which day's ledger they are of, and since when they are approved, None before."""

    year: int
    results: tuple[Result, ...]
    counted: str
    approved_on: date | None = None


def appraised(session: Session, year: int, day: date) -> Appraised:
    """1-8.2: return the results of every department of a year as they stand on a day: approved, or a trial."""
    if rows := run(session, APPROVED, jurisdiction=home(session), year=year, day=day).all():
        counted = counted_in_words(cut_off_day(session, year), day)
        return Appraised(year, tuple(map(_approved, rows)), counted, rows[0].approved_on)
    results = placed(map(_result_of, score_sheets(session, year, day)))
    return Appraised(year, results, counted_in_words(cut_off_day(session, year), day))


def _approved(row: Any) -> Result:  # noqa: ANN401 - a result row
    return Result(
        code=row.code,
        department=row.name,
        total=row.total,
        lines=lines_of(row.content),
        unit_class=row.unit_class or "",
        place=row.place,
        grade=row.grade,
        corrected=row.corrected,
        corrected_on=row.corrected_on,
    )


def _result_of(sheet: ScoreSheet) -> Result:
    return Result(sheet.code, sheet.department, sheet.total, sheet.lines, len(sheet.lacks))
