"""检查填报: the sheet of reported progress, a row per department, month (or quarter) and target."""

from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from models.intake.complaints import Checked, ReadColumn, Row, SheetRow
from models.intake.evidence import Pieces, Proofs
from models.intake.input import Input, OfDepartment, OfObligation, OfTarget, PeriodText, Text, accept_label
from models.intake.row_checks import check_sheet, repeated
from models.intake.sheet.reading import read_rows
from models.intake.values import Cell, Code, MaybeText, choice, code, month_or_quarter, optional, percent, quantity
from models.rules.kinds import LineStatus
from models.rules.points import in_words
from models.rules.target.progress import MOST_PERCENT, UNFOUNDED, is_unfounded

COLUMNS = (
    ReadColumn("部门编码", required=True, code=True),
    ReadColumn("期间", required=True),
    ReadColumn("目标编号", required=True, code=True),
    ReadColumn("进度", required=True, share=True),
    ReadColumn("状态"),
    ReadColumn("说明"),
    ReadColumn("完成数量"),
    ReadColumn("指标编号", code=True),
)
OWN_UNIT = "按目标“单位”一栏的单位"
Quantity = Annotated[Decimal | None, BeforeValidator(optional(partial(quantity, where=OWN_UNIT), None))]
MaybeStatus = Annotated[LineStatus | None, BeforeValidator(optional(choice(LineStatus), None))]


def progress(cell: Cell) -> Decimal:
    """Parse a progress as `percent` does, also above 100: its quantity says that more was done (1-2.9)."""
    return percent(cell, most=MOST_PERCENT)


def _founded(stated: Decimal, info: ValidationInfo) -> Decimal:
    """Return a progress, which is above 100 only with the quantity that was done (1-2.9)."""
    if "quantity" in info.data and is_unfounded(stated, info.data["quantity"]):
        raise ValueError(f"“{in_words(stated)}”{UNFOUNDED}")
    return stated


Progress = Annotated[Decimal, BeforeValidator(progress), AfterValidator(_founded)]


class ReportRow(SheetRow):
    """A department's report on one target for one month, or in its self-check for one quarter."""

    department: Code = Field(validation_alias="部门编码")
    period: Annotated[str, BeforeValidator(month_or_quarter)] = Field(validation_alias="期间")
    target: Code = Field(validation_alias="目标编号")
    quantity: Quantity = Field(default=None, validation_alias="完成数量")
    progress: Progress = Field(validation_alias="进度")
    status: MaybeStatus = Field(default=None, validation_alias="状态")
    remark: MaybeText = Field(default="", validation_alias="说明")
    indicator: MaybeText = Field(default="", validation_alias="指标编号")


def read_reports(path: Path, sheet_name: str = "") -> Checked[ReportRow]:
    """Parse the report lines of a file. A complaint is added if a department's period and target are repeated."""
    sheet = read_rows(path, COLUMNS, sheet_name)
    return check_sheet(sheet, ReportRow, repeated(sheet.rows, "目标编号", _line_key))


def _line_key(row: Row) -> Hashable:
    period, leaf = month_or_quarter(row.cells["期间"]), row.cells.get("指标编号")
    return code(row.cells["部门编码"]), period, code(row.cells["目标编号"]), code(leaf) if leaf else ""


Status = Annotated[LineStatus | None, accept_label(LineStatus)]


class ReportedLine(Input):
    """The reported line of one target or of one of its leaves; the quantity is what was done so far, in its unit."""

    target: Text = Field(title="目标编号")
    indicator: str = Field(default="", title="指标编号")
    progress: Decimal = Field(title="进度", ge=0, le=MOST_PERCENT, examples=["100"])
    status: Status = Field(default=None, title="状态")
    quantity: Decimal | None = Field(default=None, title="完成数量", ge=0)
    remark: str = Field(default="", title="说明")

    @property
    def name(self) -> str:
        """Return the code of the target, with that of its leaf: T001指标1-2."""
        return f"{self.target}指标{self.indicator}" if self.indicator else self.target

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if is_unfounded(self.progress, self.quantity):
            yield f"（目标{self.name}）的进度“{in_words(self.progress)}”{UNFOUNDED}"


class ReportGiven(OfDepartment):
    """An office's report for a month, or (年终检查) for a year: one line per target."""

    period: PeriodText = Field(title="期间")
    lines: tuple[ReportedLine, ...] = Field(title="填报内容", min_length=1)
    reason: str = Field(default="", title="代录原因")


class ReportReturned(OfDepartment):
    """The agency returns a report; `kind` is the key or name of a cycle, by default that of the period's length."""

    period: PeriodText = Field(title="期间")
    kind: str = Field(default="", title="填报类别")
    reason: Text = Field(title="退回原因")


class ResultRead(OfObligation):
    """The head has read a result (A30)."""

    read_on: date | None = Field(default=None, title="阅知日期")
    read_by: str = Field(default="", title="阅知人")


class ReportFiled(ReportGiven):
    """The filing for a month, a quarter or a year: its lines, and the evidence that the office has for them."""

    evidence: Proofs = Field(default=(), title="印证材料")


class YearLineFiled(ReportedLine):
    """The line of one target in the filing of an office for a year."""

    department: Text = Field(title="部门")
    period: PeriodText = Field(title="年度")


class DateDeclared(OfTarget):
    """An office declares a target, or one of its leaves, complete for its own date, with evidence (1-2.9)."""

    indicator: str = Field(default="", title="指标编号")
    evidence: Pieces = Field(title="印证材料", min_length=1)
