"""单位类别: record the class of each department with its paper, and return those of a year (1-2.19, A45)."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.intake.unit_class import UnitClassGiven
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.policies import value_on
from models.ledger.score.appraised import appraised_department, check_not_to_come, check_unapproved, check_year
from models.ledger.transitions import record
from models.ledger.turns import lock
from models.records import Department, UnitClass, id_of
from models.rules.appraisal_settings import UNIT_CLASSES
from models.rules.errors import Refused
from models.statements import run

# The class that holds in a year, by the code of the department.
CLASSES = """
SELECT DISTINCT ON (d.code) d.code, c.name FROM unit_class c JOIN department d ON d.id = c.department_id
WHERE d.jurisdiction_id = :jurisdiction AND c.year <= :year ORDER BY d.code, c.year DESC, c.serial DESC
"""


@act("classify_unit", "登记单位类别", clause="1-2.19", roles={Role.AGENCY})
def classify_unit(session: Session, data: UnitClassGiven, ctx: Context) -> Summary:
    """A45: record the class of a department from a year on with its paper; earlier ones stay.

    The same again changes nothing. Raises Refused for a class that is not set, for a department without a score of the
    year, for a paper of a day to come, for a year that is approved, and for another class than the present one without
    a reason.
    """
    check_year(data.year, ctx.date)
    check_unapproved(session, ctx, data.year)
    department = appraised_department(session, ctx, data.department, data.year)
    _check_known(session, ctx.jurisdiction, data)
    check_not_to_come(data.dated, ctx.date)
    lock(session, "unit_class")
    known = _known(session, department)
    last = next((each for each in known if each.year <= data.year), None)
    if last and (last.name, last.paper_number, last.paper_date) == (data.unit_class, data.number, data.dated):
        return Summary(f"“{department.name}”{data.year}年此前已登记为{last.name}，未作改动。", {"recorded": 0})
    if last and last.name != data.unit_class and not data.reason:
        raise Refused(
            f"“{department.name}”自{last.year}年起登记为{last.name}（{last.paper_number}），"
            "确需变更的写明更正原因（--reason）。"
        )
    given = _new(data, department, [each for each in known if each.year == data.year], ctx.date)
    session.add(given)
    session.flush()
    record(session, ctx, "unit_class", [id_of(given)], "recorded")
    files = attach_exhibits(session, ctx, "unit_class", id_of(given), data.evidence)
    instead = f"，此前为{last.name}" if last else ""
    words = f"已登记“{department.name}”自{data.year}年起为{given.name}{instead}。"
    return Summary(words, {"recorded": 1, "evidence": files})


def _check_known(session: Session, jurisdiction: int, data: UnitClassGiven) -> None:
    names = unit_class_names(session, jurisdiction, data.year)
    if names is None:
        raise Refused(f"{data.year}年的单位类别未设定，请先设定：mubiao act set_policy --key {UNIT_CLASSES.key} …")
    if data.unit_class not in names:
        raise Refused(f"没有“{data.unit_class}”这一类单位，可填：{'、'.join(names)}。")


def _known(session: Session, department: Department) -> Sequence[UnitClass]:
    """Return every class of a department, the one that holds longest from now on first."""
    classes = select(UnitClass).where(UnitClass.department_id == department.id)
    return session.exec(classes.order_by(col(UnitClass.year).desc(), col(UnitClass.serial).desc())).all()


def _new(data: UnitClassGiven, department: Department, of_year: Sequence[UnitClass], day: date) -> UnitClass:
    return UnitClass(
        department_id=id_of(department),
        year=data.year,
        serial=len(of_year) + 1,
        name=data.unit_class,
        paper_number=data.number,
        paper_date=data.dated,
        reason=data.reason,
        recorded_on=day,
    )


def unit_class_names(session: Session, jurisdiction: int, year: int) -> list[str] | None:
    """Return the names of the classes of a year by the setting of its 31 December; None if it is 未设定."""
    names: list[str] | None = value_on(session, jurisdiction, UNIT_CLASSES, date(year, 12, 31))
    return names


def unit_classes(session: Session, jurisdiction: int, year: int) -> Mapping[str, str]:
    """A45: return the class of each department in a year by its code; one without class is not there."""
    rows = run(session, CLASSES, jurisdiction=jurisdiction, year=year)
    return {row.code: row.name for row in rows}
