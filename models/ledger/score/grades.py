"""等次: place and grade of each department of a year, ties and what is missing (1-2.19, 1-2.20)."""

from datetime import date

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.policies import value_on
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.ledger.score.tie_decisions import tie_decisions
from models.ledger.score.ungraded import ungraded
from models.ledger.score.unit_classes import unit_class_names, unit_classes
from models.rules.appraisal_settings import GRADE_QUOTAS
from models.rules.score.standing import Candidate, GradeRules, Grades, grade_units


def grades(session: Session, year: int, day: date) -> Grades:
    """2.19, A45: return the grades of a year from its score sheets on `day`, by the settings of 31 December."""
    jurisdiction, last = home(session), date(year, 12, 31)
    classes = unit_classes(session, jurisdiction, year)
    without = ungraded(session, jurisdiction, year)
    rules = GradeRules(
        unit_class_names(session, jurisdiction, year), value_on(session, jurisdiction, GRADE_QUOTAS, last), day > last
    )
    candidates = [
        _candidate(sheet, classes.get(sheet.code, ""), without.get(sheet.code, ""))
        for sheet in score_sheets(session, year, day)
    ]
    return grade_units(candidates, rules, tie_decisions(session, jurisdiction, year))


def _candidate(sheet: ScoreSheet, unit_class: str, without: str) -> Candidate:
    return Candidate(
        sheet.code, sheet.department, unit_class, sheet.exact, sheet.total, lacks=len(sheet.lacks), ungraded=without
    )
