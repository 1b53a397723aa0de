"""个人等次: the numbers of a department, checked against the ratio of its grade, and no names (1-2.19, A45)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.yearly import IndividualsGiven
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import home
from models.ledger.policies import value_on
from models.ledger.score.grades import grades
from models.ledger.score.tracked import check_appraised_here
from models.ledger.score.yearly import Yearly
from models.records import Department, Individuals
from models.rules.appraisal_settings import INDIVIDUAL_RATIOS
from models.rules.errors import Refused
from models.rules.score.grade import NO_GRADE
from models.rules.score.individuals import Numbers, check_sum, fault_of, numbers_of
from models.rules.score.quotas import Pairs
from models.rules.score.standing import Grades
from models.statements import run, transaction

COUNTS = ("people", "excellent", "reached", "not_reached")
# The newest numbers of each department of a year.
NEWEST = """
SELECT DISTINCT ON (d.code) d.code, d.name AS department, i.people, i.excellent, i.reached, i.not_reached
FROM individuals i JOIN department d ON d.id = i.department_id
WHERE d.jurisdiction_id = :jurisdiction AND i.year = :year ORDER BY d.code, i.serial DESC
"""


def _numbers(row: Individuals | IndividualsGiven) -> Numbers:
    return numbers_of([getattr(row, name) for name in COUNTS])


def _check(session: Session, ctx: Context, department: Department, data: IndividualsGiven) -> None:
    """A45: raise Refused if the grades are not those of all people, or more are excellent than the ratio leaves."""
    numbers, year = _numbers(data), data.year
    check_appraised_here(session, ctx.jurisdiction, year, ctx.date)
    try:
        check_sum(numbers)
    except ValueError as wrong:
        raise Refused(f"“{department.name}”{wrong}。") from wrong
    known = transaction(session).grades
    if (year, ctx.date) not in known:
        known[year, ctx.date] = grade_by_code(grades(session, year, ctx.date))
    ratios = value_on(session, ctx.jurisdiction, INDIVIDUAL_RATIOS, date(year, 12, 31))
    if fault := fault_of(numbers, known[year, ctx.date].get(department.code, ""), ratios):
        raise Refused(f"“{department.name}”{fault}。")


INDIVIDUALS = Yearly(
    record=Individuals,
    fields={name: name for name in COUNTS},
    short=lambda row: _numbers(row).words,
    refusal=lambda of, last, _: (
        f"{of}{last.year}年的个人等次人数已登记（{_numbers(last).words}），确需更正的选填更正原因（--reason）。"
    ),
    check=_check,
    approved=lambda *_: "",  # the numbers follow from the grades that it settled
)


@act("record_individuals", "登记个人等次人数", clause="1-2.19", roles={Role.AGENCY})
def record_individuals(session: Session, data: IndividualsGiven, ctx: Context) -> Summary:
    """2.19: record how many people of a department have which grade; later numbers supersede them with a reason."""
    return INDIVIDUALS.give(session, data, ctx)


def grade_by_code(found: Grades) -> dict[str, str]:
    """Return the grade of each department, 不定等次 of one without a grade; empty while it is not known."""
    return {each.candidate.code: NO_GRADE if each.candidate.ungraded else each.grade for each in found.standings}


def newest_numbers(session: Session, jurisdiction: int, year: int) -> dict[str, Numbers]:
    """Return the newest numbers of each department that has some, by its code."""
    return {code: _numbers(rows[0]) for code, rows in INDIVIDUALS.of_year(session, jurisdiction, year).items()}


def list_individuals(session: Session, year: int, found: Grades) -> list[dict[str, Any]]:
    """2.19: return the newest numbers of each department, and why they do not fit the grade that it has now."""
    jurisdiction = home(session)
    ratios = value_on(session, jurisdiction, INDIVIDUAL_RATIOS, date(year, 12, 31))
    known = grade_by_code(found)
    rows = run(session, NEWEST, jurisdiction=jurisdiction, year=year).mappings()
    return [_listed(dict(row), known.get(row["code"], ""), ratios) for row in rows]


def _listed(row: dict[str, Any], grade: str, ratios: Pairs | None) -> dict[str, Any]:
    numbers = numbers_of([row[name] for name in COUNTS])
    return row | {"words": numbers.words, "fault": fault_of(numbers, grade, ratios)}
