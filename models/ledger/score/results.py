"""考评结果 of a year, as papers take them; until they are approved they come from the trial (1-8.2, 1-9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.grades import APPROVED, grades_of
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.ledger.score.ungraded import ungraded
from models.rules.score.canonical import lines_of
from models.rules.score.cut_off import counted_in_words
from models.rules.score.grade import NO_GRADE
from models.rules.score.result import YearResult
from models.rules.score.standing import Standing
from models.statements import run


@dataclass(frozen=True, slots=True)
class Appraised:
    """The results of a year: in words which day's ledger they are of, and since when they are approved, None before."""

    year: int
    results: tuple[YearResult, ...]
    counted: str
    approved_on: date | None = None


def appraised(session: Session, year: int, day: date) -> Appraised:
    """1-8.2: return the results of every department of a year as they stand on a day: approved, or a trial."""
    counted = counted_in_words(cut_off_day(session, year), day)
    if rows := run(session, APPROVED, jurisdiction=home(session), year=year, day=day).all():
        without = ungraded(session, home(session), year)
        return Appraised(year, tuple(_approved(row, without) for row in rows), counted, rows[0].approved_on)
    sheets = score_sheets(session, year, day)
    standings = {each.candidate.code: each for each in grades_of(session, year, day, sheets).standings}
    return Appraised(year, tuple(_result_of(sheet, standings[sheet.code]) for sheet in sheets), counted)


def _approved(row: Any, without: Mapping[str, str]) -> YearResult:  # noqa: ANN401 - a result row
    return YearResult(
        code=row.code,
        department=row.name,
        total=row.total,
        lines=lines_of(row.content),
        unit_class=row.unit_class or "",
        place=row.place,
        grade=row.grade or (NO_GRADE if row.code in without else None),
        corrected=row.corrected,
        corrected_on=row.corrected_on,
    )


def _result_of(sheet: ScoreSheet, standing: Standing) -> YearResult:
    """2.19: return the trial of a department, ranked in its class; before the approval no grade is known."""
    return YearResult(
        code=sheet.code,
        department=sheet.department,
        total=sheet.total,
        lines=sheet.lines,
        lacks=len(sheet.lacks),
        unit_class=standing.candidate.unit_class,
        place=standing.place,
        grade=NO_GRADE if standing.candidate.ungraded else None,
    )
