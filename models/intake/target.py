"""绩效目标: the sheet of targets with the responsible departments."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from models.intake.complaints import Checked, ReadColumn, Row, RowT, SheetRow
from models.intake.evidence import Pieces
from models.intake.input import OfTarget
from models.intake.input import Text as Words
from models.intake.row_checks import check_sheet, columns_of, repeated_codes
from models.intake.sheet.reading import read_rows
from models.intake.values import (
    Cell,
    Code,
    MaybeCode,
    MaybeDay,
    MaybeText,
    Text,
    choice,
    code,
    folded,
    names,
    one_line,
    optional,
    quantity,
    shown,
    weight,
    year,
    yes_no,
)
from models.rules.draft import Ground
from models.rules.kinds import Category, Handling, ManagementMode, Origin, PartyItem
from models.rules.sheet_check import CHECK
from models.rules.target.amount import in_unit

DIVISION = "内设机构"
LEAD, COOPERATING = "责任部门", "配合部门"
ORIGIN, MANAGEMENT = "目标来源", "管理方式"
DYNAMIC_WORDS = frozenset({ManagementMode.DYNAMIC.label, "动态", ManagementMode.DYNAMIC.value})


def says_dynamic(cell: Cell) -> bool:
    """A35: return whether a cell says 动态目标, which many write as 目标来源."""
    return one_line(folded(cell)) in DYNAMIC_WORDS


def _with_moved_dynamic(cells: Mapping[str, Any]) -> dict[str, Any]:
    """A35: return cells with 目标来源=动态目标 as 管理方式=动态目标 and an empty 目标来源."""
    management = cells.get(MANAGEMENT)
    is_free = not folded(management) or says_dynamic(management)
    if not (is_free and says_dynamic(cells.get(ORIGIN))):
        return dict(cells)
    return {**cells, ORIGIN: None, MANAGEMENT: ManagementMode.DYNAMIC.label}


def _origin(cell: Cell) -> Origin:
    """Parse 目标来源. Raises ValueError for another word, and for 动态目标 where 管理方式 says something else."""
    if says_dynamic(cell):
        raise ValueError(f"“{shown(cell)}”与“{MANAGEMENT}”一列不一致：动态目标填在“{MANAGEMENT}”，请核对")
    return choice(Origin)(cell)


def in_own_unit(cells: dict[str, Any]) -> dict[str, Any]:
    """Return cells whose 数量, written or shown with a unit, is the number in 单位: 1.2万 of 亩 is 12000."""
    cell = cells.get("数量")
    number = in_unit(folded(cell), folded(cells.get("单位"))) if isinstance(cell, str) else None
    return cells if number is None else {**cells, "数量": number}


Year = Annotated[int, BeforeValidator(year)]
MaybeCategory = Annotated[Category | None, BeforeValidator(optional(choice(Category), None))]
MaybeHandling = Annotated[Handling | None, BeforeValidator(optional(choice(Handling), None))]
MaybeItem = Annotated[PartyItem | None, BeforeValidator(optional(choice(PartyItem), None))]
MaybeOrigin = Annotated[Origin | None, BeforeValidator(optional(_origin, None))]
MaybeManagement = Annotated[ManagementMode | None, BeforeValidator(optional(choice(ManagementMode), None))]
MaybeGround = Annotated[Ground | None, BeforeValidator(optional(choice(Ground), None))]
Quantity = Annotated[Decimal | None, BeforeValidator(optional(quantity, None))]
KeyProject = Annotated[bool, BeforeValidator(optional(yes_no, empty=False))]
Addable = Annotated[bool | None, BeforeValidator(optional(yes_no, None))]
Weight = Annotated[Decimal | None, BeforeValidator(optional(weight, None))]


class DescribedRow(SheetRow):
    """What a draft and an issued target have in common; the first of 责任部门 leads, the rest and 配合部门 cooperate.

    说明 says why the quantity is not the one that the words state; it is no column of the target.
    """

    code: Code = Field(validation_alias="编号", examples=["GZ2021-01-1"])
    year: Year = Field(validation_alias="年度", examples=["2026"])
    name: Text = Field(validation_alias="目标名称")
    requirement: MaybeText = Field(default="", validation_alias="绩效要求")
    category: MaybeCategory = Field(default=None, validation_alias="目标类别")
    handling: MaybeHandling = Field(default=None, validation_alias="建设目标分类")
    item: MaybeItem = Field(default=None, validation_alias="党建项目")
    origin: MaybeOrigin = Field(default=None, validation_alias=ORIGIN)
    management: MaybeManagement = Field(default=None, validation_alias=MANAGEMENT)
    source_document: MaybeText = Field(default="", validation_alias="来源文件")
    key_project: KeyProject = Field(default=False, validation_alias="是否重点项目")
    quantity: Quantity = Field(default=None, validation_alias="数量")
    unit: MaybeText = Field(default="", validation_alias="单位")
    deadline: MaybeDay = Field(default=None, validation_alias="完成时限")
    lead: Text = Field(validation_alias=LEAD)
    cooperating: tuple[str, ...] = Field(default=(), validation_alias=COOPERATING)
    division: MaybeText = Field(default="", validation_alias=DIVISION)
    parent_code: MaybeCode = Field(default="", validation_alias="上级目标编号")
    parent_name: MaybeText = Field(default="", validation_alias="上级目标名称")
    parent_unit: MaybeText = Field(default="", validation_alias="上级管理单位")
    addable: Addable = Field(default=None, validation_alias="可加")
    note: MaybeText = Field(default="", validation_alias="说明")

    @model_validator(mode="before")
    @classmethod
    def _move_dynamic(cls, cells: dict[str, Any]) -> dict[str, Any]:
        return _with_moved_dynamic(cells)

    _own_unit = model_validator(mode="before")(in_own_unit)

    @model_validator(mode="before")
    @classmethod
    def _split_departments(cls, cells: dict[str, Any]) -> dict[str, Any]:
        if LEAD not in cells:
            return cells
        lead, *others = names(cells[LEAD]) or ("",)
        cooperating = names((*others, *names(cells.get(COOPERATING))))
        return {**cells, LEAD: lead, COOPERATING: tuple(name for name in cooperating if name != lead)}


class DraftRow(DescribedRow):
    """One target as it is drafted, with its weight, the date of its document and the ground of 5.4."""

    weight: Weight = Field(default=None, validation_alias="权重")
    source_date: MaybeDay = Field(default=None, validation_alias="来源文件日期")
    ground: MaybeGround = Field(default=None, validation_alias="纳入依据")


class TargetRow(DescribedRow):
    """One issued target: what it asks, and the paper that issued it."""

    issued_on: MaybeDay = Field(default=None, validation_alias="下达日期")
    paper_number: MaybeText = Field(default="", validation_alias="下达文号")
    paper_date: MaybeDay = Field(default=None, validation_alias="发文日期")


_SHARED = (
    ReadColumn("编号", required=True, code=True, key=True),
    ReadColumn(LEAD, ("责任单位", "牵头部门", "牵头单位"), required=True),
    ReadColumn(COOPERATING, ("配合单位",)),
    ReadColumn(DIVISION, ("责任处室", "承办处室")),
    ReadColumn("上级目标编号", code=True),
    ReadColumn("说明", ("备注",)),
    ReadColumn(CHECK),
)
COLUMNS = columns_of(TargetRow, ReadColumn("下达文号", ("文号",)), *_SHARED)
DRAFT_COLUMNS = columns_of(DraftRow, *_SHARED)


@dataclass(frozen=True, slots=True)
class RecordedTargets(Checked[TargetRow]):
    """Targets of another ledger, taken as they are: they were asked about there, when imported and adjusted."""


def read_targets(path: Path, sheet_name: str = "") -> Checked[TargetRow]:
    """Parse the targets of a file.

    A complaint is added if a code is repeated within its year, or differs from another only by leading zeros. In a
    sheet with 管理方式 a 动态目标 in 目标来源 counts as written there, so that a row of an export shows it as changed.
    """
    return _read(path, sheet_name, COLUMNS, TargetRow)


def read_drafts(path: Path, sheet_name: str = "") -> Checked[DraftRow]:
    """Parse the drafts of a file, with the complaints of `read_targets`."""
    return _read(path, sheet_name, DRAFT_COLUMNS, DraftRow)


def _read(path: Path, sheet_name: str, columns: tuple[ReadColumn, ...], model: type[RowT]) -> Checked[RowT]:
    sheet = read_rows(path, columns, sheet_name)
    if any(MANAGEMENT in row.origin.headings for row in sheet.rows):
        sheet = replace(sheet, rows=tuple(replace(row, cells=_with_moved_dynamic(row.cells)) for row in sheet.rows))
    return check_sheet(sheet, model, repeated_codes(sheet.rows, "编号", _key))


def _key(row: Row) -> tuple[str, int]:
    return code(row.cells["编号"]), year(row.cells["年度"])


class TargetWithdrawn(OfTarget):
    """A target that was imported by mistake is withdrawn, with the reason and the paper that shows it."""

    reason: Words = Field(title="撤回原因")
    evidence: Pieces = Field(title="依据", min_length=1)
