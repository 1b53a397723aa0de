"""绩效指标: the sheet of the trees below targets and drafts, one row for each indicator (1-2.9)."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from models.intake.complaints import Checked, ReadColumn, Row, SheetRow
from models.intake.row_checks import check_sheet, columns_of, repeated_codes
from models.intake.sheet.reading import read_rows
from models.intake.target import Quantity, Year, in_own_unit
from models.intake.values import Code, MaybeCode, MaybeDay, MaybeText, Name, choice, code, optional, year
from models.rules.sheet_check import CHECK
from models.rules.target.amount import Direction
from models.rules.target.indicator import CODE, DEADLINE, DIRECTION, PARENT, QUANTITY, STANDARD, UNIT

YEAR, TARGET, NAME = "年度", "目标编号", "指标名称"
MaybeDirection = Annotated[Direction | None, BeforeValidator(optional(choice(Direction), None))]


class IndicatorRow(SheetRow):
    """One indicator of a target or a draft; an empty 上级指标 means that it stands directly below the target."""

    year: Year = Field(validation_alias=YEAR, examples=["2026"])
    target: Code = Field(validation_alias=TARGET, examples=["GZ2021-01-1"])
    code: Code = Field(validation_alias=CODE, examples=["1-1"])
    parent: MaybeCode = Field(default="", validation_alias=PARENT, examples=["1"])
    words: Name = Field(validation_alias=NAME, examples=["新建农村公路"])
    quantity: Quantity = Field(default=None, validation_alias=QUANTITY, examples=["120"])
    unit: MaybeText = Field(default="", validation_alias=UNIT, examples=["公里"])
    direction: MaybeDirection = Field(default=None, validation_alias=DIRECTION)
    standard: MaybeText = Field(default="", validation_alias=STANDARD, examples=["竣工验收合格"])
    deadline: MaybeDay = Field(default=None, validation_alias=DEADLINE, examples=["2026-09-30"])

    _own_unit = model_validator(mode="before")(in_own_unit)


COLUMNS = columns_of(
    IndicatorRow,
    ReadColumn(TARGET, required=True, code=True),
    ReadColumn(CODE, ("编号",), required=True, code=True),
    ReadColumn(PARENT, ("上级指标编号",), code=True),
    ReadColumn(NAME, ("指标",), required=True),
    ReadColumn(CHECK),
)


def read_indicators(path: Path, sheet_name: str = "") -> Checked[IndicatorRow]:
    """Parse the indicators of a file.

    A complaint is added if a code is repeated within its target, or differs from another only by leading zeros.
    """
    sheet = read_rows(path, COLUMNS, sheet_name)
    return check_sheet(sheet, IndicatorRow, repeated_codes(sheet.rows, CODE, _key))


def _key(row: Row) -> tuple[str, tuple[int, str]]:
    return code(row.cells[CODE]), target_in(row)


def target_in(row: Row) -> tuple[int, str]:
    """Return year and code of the target that a row names. Raises ValueError if one of them is unreadable."""
    return year(row.cells[YEAR]), code(row.cells[TARGET])
