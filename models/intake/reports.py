"""检查填报: the sheet in which offices report progress, a row per department, month (or quarter) and target."""

from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.complaints import Checked, Column, Row, SheetRow, check_rows, repeated
from models.intake.sheets import read_rows
from models.intake.values import Code, MaybeText, choice, code, month_or_quarter, optional, percent
from models.rules.kinds import LineStatus

COLUMNS = (
    Column("部门编码", required=True),
    Column("期间", required=True),
    Column("目标编号", required=True),
    Column("进度", required=True),
    Column("状态"),
    Column("说明"),
)
MaybeStatus = Annotated[LineStatus | None, BeforeValidator(optional(choice(LineStatus), None))]


class ReportRow(SheetRow):
    """What a department reports of one target for one month, or in its self-check for one quarter."""

    department: Code = Field(validation_alias="部门编码")
    period: Annotated[str, BeforeValidator(month_or_quarter)] = Field(validation_alias="期间")
    target: Code = Field(validation_alias="目标编号")
    progress: Annotated[Decimal, BeforeValidator(percent)] = Field(validation_alias="进度")
    status: MaybeStatus = Field(default=None, validation_alias="状态")
    remark: MaybeText = Field(default="", validation_alias="说明")


def read_reports(path: Path) -> Checked[ReportRow]:
    """The report lines of a file, one for each department, month or quarter, and target."""
    sheet = read_rows(path, COLUMNS)
    return replace(
        check_rows(sheet.file, sheet.rows, ReportRow, repeated(sheet.rows, "目标编号", _line)), ignored=sheet.ignored
    )


def _line(row: Row) -> Hashable:
    return code(row.cells["部门编码"]), month_or_quarter(row.cells["期间"]), code(row.cells["目标编号"])
