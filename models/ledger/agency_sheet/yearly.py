"""The rows of a yearly noun in a sheet: every department that is appraised, with what it was given (1-2.19, 1-6.1)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlmodel import Session, select

from models.intake.agency_sheet import SheetColumn, of_input
from models.intake.values import Cell
from models.intake.yearly import (
    DisciplineRecorded,
    IndividualsGiven,
    OfDepartmentYear,
    SecondLevelGiven,
    UngradedGiven,
    UnitClassGiven,
)
from models.ledger.agency_sheet.kind import DEPARTMENT, Listed, code_column, fresh, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.score.discipline import DISCIPLINE_OF_YEAR, record_discipline
from models.ledger.score.individuals import INDIVIDUALS, record_individuals
from models.ledger.score.second_level import SECOND_LEVEL, record_second_level
from models.ledger.score.tracked import why_no_total
from models.ledger.score.ungraded import UNGRADED_OF_YEAR, appraise_without_grade
from models.ledger.score.unit_classes import UNIT_CLASS, classify_unit
from models.ledger.score.yearly import Yearly
from models.ledger.settled import year_under_appraisal
from models.records import Department
from models.rules.points import in_words
from models.rules.score.component import read_mark
from models.statements import run

# The departments that have a score at the end of a year.
DEPARTMENTS = """
SELECT d.code, d.name FROM department d
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
    AND coalesce(d.valid_from, '-infinity') <= make_date(:year, 12, 31)
    AND coalesce(d.valid_to, 'infinity') >= make_date(:year, 12, 31)
ORDER BY d.code COLLATE "C"
"""


ON_TOTALS: tuple[Yearly[Any], ...] = (INDIVIDUALS, UNGRADED_OF_YEAR)


def of_department(form: type[OfDepartmentYear]) -> tuple[SheetColumn, ...]:
    """Return the first columns: name and code of the department, and the year."""
    year = of_input(form, "year", key=True, width=9, example="2026")
    return *grey(name=("部门名称", 24)), *keys(form, department=11), year


def list_given(noun: Yearly[Any], session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every department of this year and the last; those of the year that is appraised are owed.

    A37: of a year without a total nothing that rests on one is listed.
    """
    appraised = year_under_appraisal(session, jurisdiction, day)
    for year in (day.year - 1, day.year):
        if noun in ON_TOTALS and why_no_total(session, jurisdiction, year, day):
            continue
        given = noun.of_year(session, jurisdiction, year)
        for row in run(session, DEPARTMENTS, jurisdiction=jurisdiction, year=year):
            last = next(iter(given.get(row.code, ())), None)
            yield Listed(
                key=f"{year}/{row.code}",
                name=f"“{row.name}”{year}年的{noun.title}",
                fields={"department": row.code, "year": year} | (_fields(noun, last) if last else {}),
                row=row,
                state=f"{last.year}/{last.serial}" if last else "",
                owed=year == appraised,
            )


def _fields(noun: Yearly[Any], row: Any) -> dict[str, Any]:  # noqa: ANN401 - a record of the noun
    """Return the fields of a record; a number in one spelling, so that 87.50 is no change of 87.5."""
    fields = noun.fields_of(row)
    return {name: in_words(each) if isinstance(each, Decimal) else each for name, each in fields.items()}


INDIVIDUALS_SHEET = ImportedSheet(
    key="individuals",
    title="个人等次人数",
    chosen=record_individuals,
    columns=(
        *of_department(IndividualsGiven),
        *white(IndividualsGiven, people=11, excellent=11, reached=11, not_reached=13),
        of_input(IndividualsGiven, "reason", width=16, fresh=True),
    ),
    rows=partial(list_given, INDIVIDUALS),
    hints=(
        "只填人数，不填姓名。各等次人数合计等于参评人数；优秀人数不得超过单位等次的比例（individual_ratios）。",
        "单位等次未定的不能登记。已登记的要改，直接改并选填更正原因；原来的仍留存。",
    ),
    single=True,
)


def _in_one_spelling(cell: Cell) -> str:
    """Return a value as the ledger shows it, so that ８７．５０ is no change of 87.5. Raises ValueError as the act."""
    return in_words(read_mark(cell))


SECOND_LEVEL_SHEET = ImportedSheet(
    key="second-level",
    title="二级考评",
    chosen=record_second_level,
    columns=(
        *of_department(SecondLevelGiven),
        of_input(SecondLevelGiven, "value", width=14, parse=_in_one_spelling),
        *white(SecondLevelGiven, number=24, dated=14),
        *fresh(SecondLevelGiven, evidence=20, reason=24),
    ),
    rows=partial(list_given, SECOND_LEVEL),
    hints=(
        "6月底以前导出的是上一年度，7月起是当年；部门是年末纳入管理的全部部门。得分为0至100，最多两位小数。",
        "一份文件给出多个部门得分的，各行写同一文号、日期和文件名；文件与表格放在同一文件夹。",
        "已登记的得分要改的，直接改并写明更正原因；原来的得分仍留存。",
    ),
    single=True,
)

UNGRADED_SHEET = ImportedSheet(
    key="ungraded",
    title="不定等次",
    chosen=appraise_without_grade,
    columns=(
        *of_department(UngradedGiven),
        *white(UngradedGiven, kind=10, reason=24, basis=24, number=24, dated=14),
        of_input(UngradedGiven, "evidence", width=20, fresh=True),
    ),
    rows=partial(list_given, UNGRADED_OF_YEAR),
    hints=(
        "只填不定等次的部门，参加等次评定的不填。类型：不参加（不具备条件），取消（被取消资格）。",
        "已登记的要改，先用 mubiao act withdraw_without_grade 撤回，再登记。",
    ),
    single=True,
)

UNIT_CLASSES_SHEET = ImportedSheet(
    key="unit-classes",
    title="单位类别",
    chosen=classify_unit,
    columns=(
        *of_department(UnitClassGiven),
        *white(UnitClassGiven, unit_class=14, number=24, dated=14),
        *fresh(UnitClassGiven, evidence=20, reason=24),
    ),
    rows=partial(list_given, UNIT_CLASS),
    hints=(
        "6月底以前导出的是上一年度，7月起是当年；部门是年末纳入管理的全部部门。类别按机构设定（unit_classes）。",
        "登记的类别自该年度起有效，以后年度不必再填；文件与表格放在同一文件夹。",
        "已登记的类别要改的，直接改并写明更正原因；原来的仍留存。",
    ),
    single=True,
)


def list_discipline(session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every record in force of this year and the last; a sheet has those of the appraised year."""
    asked = select(Department).where(Department.jurisdiction_id == jurisdiction)
    departments = {each.code: each for each in session.exec(asked)}
    appraised = year_under_appraisal(session, jurisdiction, day)
    for year in (day.year - 1, day.year):
        for code, rows in DISCIPLINE_OF_YEAR.of_year(session, jurisdiction, year).items():
            for row in reversed(rows):
                yield Listed(
                    key=f"{year}/{code}/{row.serial}",
                    name=DISCIPLINE_OF_YEAR.name(departments[code], year, row.serial),
                    fields={"department": code, "year": year} | DISCIPLINE_OF_YEAR.fields_of(row),
                    owed=year == appraised,
                )


DISCIPLINE_SHEET = ImportedSheet(
    key="discipline",
    title="讲规矩守纪律",
    chosen=record_discipline,
    columns=(
        code_column(of_input(DisciplineRecorded, "department", title=DEPARTMENT, key=True, width=11, example="SJYT")),
        *keys(DisciplineRecorded, year=9, fact=50),
        of_input(DisciplineRecorded, "reduces", width=28),
        of_input(DisciplineRecorded, "number", key=True, width=24),
        of_input(DisciplineRecorded, "dated", width=14),
        of_input(DisciplineRecorded, "evidence", width=20, fresh=True),
    ),
    rows=list_discipline,
    hints=(
        "一行一项事实；只扣奖不扣分，得分不变；扣减写档次或比例，不写分数和金额。",
        "部门、年度、事实、文号都与已登记的相同的是同一项，不登记两次；有误的先撤回（withdraw_discipline）再登记。",
    ),
    single=True,
)
