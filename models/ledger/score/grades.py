"""等次 and 考评结果 of a year: the place and grade of each department, ties, gaps (1-2.19, 1-3-d, 1-8.2, 1-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlmodel import Session, col, select

from models.ledger.jurisdiction import home
from models.ledger.policies import cut_off_on, value_on
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.ledger.score.ungraded import ungraded
from models.ledger.score.unit_classes import unit_class_names, unit_classes
from models.records import TieDecision
from models.rules.appraisal_settings import GRADE_QUOTAS
from models.rules.score.canonical import excepted_of, lines_of
from models.rules.score.cut_off import counted_in_words
from models.rules.score.grade import NO_GRADE
from models.rules.score.result import YearResult
from models.rules.score.standing import Candidate, DecidedTie, GradeRules, Grades, Standing, grade_units
from models.statements import ResultRow, of_row, run

# The sheets of a year that were approved, or corrected since, by a day, with the paper that approved the year
# and the one that made the sheet of a department another one.
APPROVED = """
SELECT DISTINCT ON (d.code) d.code, d.name, s.content, s.total, s.unit_class, s.place, s.grade,
    concat_ws('，', p.paper_number, p.paper_date) AS paper, p.paper_date AS approved_on,
    CASE WHEN a.serial > p.serial THEN concat_ws('，', a.paper_number, a.paper_date) ELSE '' END AS corrected,
    CASE WHEN a.serial > p.serial THEN a.approved_on END AS corrected_on
FROM score_sheet s JOIN department d ON d.id = s.department_id JOIN appraisal a ON a.id = s.appraisal_id
    JOIN appraisal p ON p.jurisdiction_id = :jurisdiction AND p.year = :year AND p.serial = 1
WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND a.approved_on <= :day
ORDER BY d.code, s.version DESC
"""


def grades(session: Session, year: int, day: date) -> Grades:
    """2.19, A45: return the grades of a year as of `day`: the approved ones, or those of its score sheets now."""
    jurisdiction = home(session)
    if approved := run(session, APPROVED, jurisdiction=jurisdiction, year=year, day=day).all():
        without = ungraded(session, jurisdiction, year)
        return Grades(tuple(_approved(row, without) for row in approved), (), (), (), approved[0].paper)
    return computed_grades(session, year, day)


def computed_grades(session: Session, year: int, day: date) -> Grades:
    """2.19, A45: return the grades that the score sheets of a year give on a day, by the settings of 31 December.

    An approval changes nothing in them.
    """
    return grades_of(session, year, day, score_sheets(session, year, day))


def grades_of(session: Session, year: int, day: date, sheets: Sequence[ScoreSheet]) -> Grades:
    """2.19, A45: return the grades that these score sheets of a year give on a day."""
    jurisdiction, last = home(session), date(year, 12, 31)
    classes, without = unit_classes(session, jurisdiction, year), ungraded(session, jurisdiction, year)
    rules = GradeRules(
        unit_class_names(session, jurisdiction, year), value_on(session, jurisdiction, GRADE_QUOTAS, last), day > last
    )
    candidates = [_candidate(sheet, classes.get(sheet.code, ""), without.get(sheet.code, "")) for sheet in sheets]
    return grade_units(candidates, rules, tie_decisions(session, jurisdiction, year))


def _approved(row: ResultRow, without: Mapping[str, str]) -> Standing:
    exact = Fraction(row.total)
    its = Candidate(row.code, row.name, row.unit_class or "", exact, row.total, ungraded=without.get(row.code, ""))
    return Standing(its, row.place, row.grade or "", row.corrected)


def _candidate(sheet: ScoreSheet, unit_class: str, without: str) -> Candidate:
    return Candidate(
        sheet.code,
        sheet.department,
        unit_class,
        sheet.exact,
        sheet.total,
        lacks=len(sheet.lacks),
        ungraded=without,
        open=bool(sheet.open),
    )


def tie_decisions(session: Session, jurisdiction: int, year: int) -> Sequence[DecidedTie]:
    """A45: return every decision of a year, also those that are of no tie any more."""
    decisions = select(TieDecision).where(TieDecision.jurisdiction_id == jurisdiction, TieDecision.year == year)
    return [
        DecidedTie(each.unit_class, each.value, each.grades, f"{each.reason}（{each.paper_number}，{each.paper_date}）")
        for each in session.exec(decisions.order_by(col(TieDecision.serial).desc()))
    ]


@dataclass(frozen=True, slots=True)
class Appraised:
    """The results of a year: in words which day's ledger they are of, and since when they are approved, None before."""

    year: int
    results: tuple[YearResult, ...]
    counted: str
    approved_on: date | None = None


def appraised(session: Session, year: int, day: date) -> Appraised:
    """1-8.2: return the results of every department of a year as they stand on a day: approved, or a trial."""
    counted = counted_in_words(cut_off_on(session, home(session), year), day)
    if rows := run(session, APPROVED, jurisdiction=home(session), year=year, day=day).all():
        without = ungraded(session, home(session), year)
        return Appraised(year, tuple(_approved_result(row, without) for row in rows), counted, rows[0].approved_on)
    sheets = score_sheets(session, year, day)
    standings = {each.candidate.code: each for each in grades_of(session, year, day, sheets).standings}
    return Appraised(year, tuple(_result_of(sheet, standings[sheet.code]) for sheet in sheets), counted)


def _approved_result(row: ResultRow, without: Mapping[str, str]) -> YearResult:
    return of_row(
        YearResult,
        row,
        department=row.name,
        lines=lines_of(row.content),
        excepted=excepted_of(row.content),
        unit_class=row.unit_class or "",
        grade=row.grade or (NO_GRADE if row.code in without else None),
    )


def _result_of(sheet: ScoreSheet, standing: Standing) -> YearResult:
    """2.19: return the trial of a department, ranked in its class, with the grade that the approval would give it."""
    return YearResult(
        code=sheet.code,
        department=sheet.department,
        total=sheet.total,
        lines=sheet.lines,
        lacks=len(sheet.lacks),
        excepted=sheet.rests_on,
        unit_class=standing.candidate.unit_class,
        place=standing.place,
        grade=NO_GRADE if standing.candidate.ungraded else standing.grade or None,
    )
