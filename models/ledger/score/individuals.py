"""个人等次: record the numbers of a department, checked against the ratio of its grade, and no names (1-2.19, A45)."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.intake.individuals import IndividualsGiven
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import home
from models.ledger.policies import value_on
from models.ledger.score.appraised import appraised_department, check_year
from models.ledger.score.grades import grades
from models.ledger.transitions import record
from models.ledger.turns import lock
from models.records import Department, Individuals, id_of
from models.rules.appraisal_settings import INDIVIDUAL_RATIOS
from models.rules.errors import Refused
from models.rules.score.grade import NO_GRADE
from models.rules.score.individuals import Numbers, check_sum, fault_of, numbers_of
from models.rules.score.quotas import Pairs
from models.rules.score.standing import Grades
from models.statements import run
from models.transaction import transaction

COUNTS = ("people", "excellent", "reached", "not_reached")
# The newest numbers of each department of a year.
NEWEST = """
SELECT DISTINCT ON (d.code) d.code, d.name AS department, i.people, i.excellent, i.reached, i.not_reached
FROM individuals i JOIN department d ON d.id = i.department_id
WHERE d.jurisdiction_id = :jurisdiction AND i.year = :year ORDER BY d.code, i.serial DESC
"""


@act("record_individuals", "登记个人等次人数", clause="1-2.19", roles={Role.AGENCY})
def record_individuals(session: Session, data: IndividualsGiven, ctx: Context) -> Summary:
    """2.19: record how many people of a department have which grade; later numbers, with their reason, supersede them.

    The same again changes nothing. Raises Refused if the grades are not those of all people, if more are excellent than
    the ratio of the department's grade leaves, and while that grade or its ratio is not known.
    """
    check_year(data.year, ctx.date)
    department = appraised_department(session, ctx, data.department, data.year)
    numbers = numbers_of([getattr(data, name) for name in COUNTS])
    _check(session, ctx, department, data.year, numbers)
    lock(session, "individuals")
    known = select(Individuals).where(Individuals.department_id == department.id, Individuals.year == data.year)
    last = session.exec(known.order_by(col(Individuals.serial).desc())).first()
    of_year = f"“{department.name}”{data.year}年的个人等次人数"
    if last and _numbers(last) == numbers:
        return Summary(f"{of_year}此前已登记，未作改动。", {"recorded": 0})
    if last and not data.reason:
        raise Refused(f"{of_year}已登记（{_numbers(last).words}），确需更正的选填更正原因（--reason）。")
    given = Individuals(
        **data.model_dump(exclude={"department", "reason"}),
        department_id=id_of(department),
        serial=last.serial + 1 if last else 1,
        reason=data.reason if last else None,
        recorded_on=ctx.date,
    )
    session.add(given)
    session.flush()
    record(session, ctx, "individuals", [id_of(given)], "recorded")
    return Summary(f"已登记{of_year}：{numbers.words}。", {"recorded": 1})


def _check(session: Session, ctx: Context, department: Department, year: int, numbers: Numbers) -> None:
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


def grade_by_code(found: Grades) -> dict[str, str]:
    """Return the grade of each department, 不定等次 of one without a grade; empty while it is not known."""
    return {each.candidate.code: NO_GRADE if each.candidate.ungraded else each.grade for each in found.standings}


def _numbers(row: Individuals) -> Numbers:
    return numbers_of([getattr(row, name) for name in COUNTS])


def newest_numbers(session: Session, jurisdiction: int, year: int) -> dict[str, Numbers]:
    """Return the newest numbers of each department that has some, by its code."""
    rows = run(session, NEWEST, jurisdiction=jurisdiction, year=year).mappings()
    return {row["code"]: numbers_of([row[name] for name in COUNTS]) for row in rows}


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
