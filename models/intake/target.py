"""绩效目标: the sheet of targets with the responsible departments."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from models.intake.complaints import Checked, Column, Row, SheetRow
from models.intake.evidence import Pieces
from models.intake.input import OfTarget
from models.intake.input import Text as Words
from models.intake.leading_zeros import apart_by_zeros
from models.intake.row_checks import check_sheet, repeated
from models.intake.sheet.reading import read_rows
from models.intake.values import (
    Code,
    MaybeCode,
    MaybeDay,
    MaybeText,
    Text,
    choice,
    code,
    names,
    optional,
    quantity,
    year,
    yes_no,
)
from models.rules.kinds import Category, Origin
from models.rules.sheet_check import CHECK

COLUMNS = (
    Column("编号", required=True, code=True, key=True),
    Column("年度", required=True),
    Column("目标名称", required=True),
    Column("绩效要求"),
    Column("目标类别"),
    Column("目标来源"),
    Column("来源文件"),
    Column("是否重点项目"),
    Column("数量"),
    Column("单位"),
    Column("完成时限"),
    Column("责任部门", ("责任单位", "牵头部门", "牵头单位"), required=True),
    Column("配合部门", ("配合单位",)),
    Column("上级目标编号", code=True),
    Column("下达日期"),
    Column("说明", ("备注",)),
    Column(CHECK),
)
Year = Annotated[int, BeforeValidator(year)]
MaybeCategory = Annotated[Category | None, BeforeValidator(optional(choice(Category), None))]
MaybeOrigin = Annotated[Origin | None, BeforeValidator(optional(choice(Origin), None))]
Quantity = Annotated[Decimal | None, BeforeValidator(optional(quantity, None))]
KeyProject = Annotated[bool, BeforeValidator(optional(yes_no, empty=False))]
LEAD, COOPERATING = "责任部门", "配合部门"


class TargetRow(SheetRow):
    """One target; the first of 责任部门 leads, the rest and 配合部门 cooperate.

    说明 says why the quantity is not the one that the words state; it is no column of the target.
    """

    code: Code = Field(validation_alias="编号")
    year: Year = Field(validation_alias="年度")
    name: Text = Field(validation_alias="目标名称")
    requirement: MaybeText = Field(default="", validation_alias="绩效要求")
    category: MaybeCategory = Field(default=None, validation_alias="目标类别")
    origin: MaybeOrigin = Field(default=None, validation_alias="目标来源")
    source_document: MaybeText = Field(default="", validation_alias="来源文件")
    key_project: KeyProject = Field(default=False, validation_alias="是否重点项目")
    quantity: Quantity = Field(default=None, validation_alias="数量")
    unit: MaybeText = Field(default="", validation_alias="单位")
    deadline: MaybeDay = Field(default=None, validation_alias="完成时限")
    lead: Text = Field(validation_alias=LEAD)
    cooperating: tuple[str, ...] = Field(default=(), validation_alias=COOPERATING)
    parent_code: MaybeCode = Field(default="", validation_alias="上级目标编号")
    issued_on: MaybeDay = Field(default=None, validation_alias="下达日期")
    note: MaybeText = Field(default="", validation_alias="说明")

    @model_validator(mode="before")
    @classmethod
    def _split_departments(cls, cells: dict[str, Any]) -> dict[str, Any]:
        if LEAD not in cells:
            return cells
        lead, *others = names(cells[LEAD]) or ("",)
        cooperating = names((*others, *names(cells.get(COOPERATING))))
        return {**cells, LEAD: lead, COOPERATING: tuple(name for name in cooperating if name != lead)}


@dataclass(frozen=True, slots=True)
class RecordedTargets(Checked[TargetRow]):
    """Targets of another ledger, taken as they are: they were asked about there, when imported and adjusted."""


def read_targets(path: Path, sheet_name: str = "") -> Checked[TargetRow]:
    """Parse the targets of a file.

    A complaint is added if a code is repeated within its year, or differs from another only by leading zeros.
    """
    sheet = read_rows(path, COLUMNS, sheet_name)
    repeats = chain(
        repeated(sheet.rows, "编号", _key),
        apart_by_zeros(sheet.rows, "编号", _key),
    )
    return check_sheet(sheet, TargetRow, repeats)


def _key(row: Row) -> tuple[str, int]:
    return code(row.cells["编号"]), year(row.cells["年度"])


class TargetWithdrawn(OfTarget):
    """A target that was imported by mistake is withdrawn, with the reason and the paper that shows it."""

    reason: Words = Field(title="撤回原因")
    evidence: Pieces = Field(title="依据", min_length=1)
