"""The input of the acts of 在线复核, and the sheet in which a reviewer returns a work list (7.2)."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from models.intake.complaints import Checked, ReadColumn, SheetRow
from models.intake.draft import Number
from models.intake.input import Input, OfTarget, PeriodText, PersonName, Text
from models.intake.reform import Codes
from models.intake.row_checks import check_sheet, columns_of, repeated
from models.intake.sheet.reading import read_rows
from models.intake.values import Cell, Code, MaybeCode, MaybeDay, MaybeText, choice, code, month_or_quarter, optional
from models.intake.values import Text as CellText
from models.rules.personal_names import one_spelling
from models.rules.review import ReviewOutcome

TARGET, OUTCOME, NOTE, MARK = "目标编号", "复核结果", "复核说明", "核对码"
PERIOD, REVIEWER, DAY = "季度", "复核人", "复核日期"
PACE = "进度状态"
# The columns that a work list shows its reviewer; ignored when it is returned.
SHOWN_COLUMNS = ("已有意见", "部门", "目标名称", "绩效要求", "申报情况", PACE, "说明", "印证材料", "上次复核")
MaybeOutcome = Annotated[ReviewOutcome | None, BeforeValidator(optional(choice(ReviewOutcome), None))]


People = Annotated[Codes, AfterValidator(lambda people: tuple(dict.fromkeys(map(one_spelling, people))))]


class ReviewsAssigned(Input):
    """The reviewers of a quarter's unassigned lines."""

    period: PeriodText = Field(title="季度")
    reviewers: People = Field(title="复核人", min_length=1)


class ReviewerExchanged(Input):
    """A successor takes over a reviewer's open lines: by default all, or those of the listed targets."""

    period: PeriodText = Field(title="季度")
    reviewer: PersonName = Field(title="原复核人")
    successor: PersonName = Field(title="接替的复核人")
    targets: Codes = Field(default=(), title="目标编号")


class LineReviewed(Input):
    """The conclusion about one target; `mark` is the digest of the reviewed data, if it is not the present data."""

    target: Text = Field(title="目标编号")
    outcome: Annotated[ReviewOutcome, BeforeValidator(choice(ReviewOutcome))] = Field(title="复核结果")
    note: Annotated[str, BeforeValidator(lambda value: str(value).strip())] = Field(default="", title="复核说明")
    mark: str = Field(default="", title="核对码")


class OnlineReviewed(Input):
    """A reviewer's conclusions about some of a quarter's targets."""

    period: PeriodText = Field(title="季度")
    reviewer: PersonName = Field(title="复核人")
    reviewed_on: date | None = Field(default=None, title="复核日期")
    lines: tuple[LineReviewed, ...] = Field(title="复核内容", min_length=1)


class OnlineReviewClosed(Input):
    """The review of a quarter is closed; `reason` is required if lines are open."""

    period: PeriodText = Field(title="季度")
    reason: str = Field(default="", title="未复核的原因")


class SingleReviewDecided(Input):
    """One person suffices for the lines of these departments in a quarter, by a paper."""

    period: PeriodText = Field(title="季度")
    departments: Codes = Field(title="部门", min_length=1)
    number: Number = Field(title="依据文号", max_length=100)
    dated: date = Field(title="文件日期")
    reason: Text = Field(title="原因")


class SingleReviewWithdrawn(Input):
    """Two people review the lines of these departments in a quarter again, with the reason."""

    period: PeriodText = Field(title="季度")
    departments: Codes = Field(title="部门", min_length=1)
    reason: Text = Field(title="撤回原因")


class ConfirmationAssigned(OfTarget):
    """The inspection that checks a proposed negative-list entry on site."""

    inspection: Text = Field(title="核查编号")


def quarter(cell: Cell) -> str:
    """Parse a quarter such as 2026Q1 or 2026年第一季度. Raises ValueError if the cell is not a quarter."""
    period = month_or_quarter(cell)
    if "Q" not in period:
        raise ValueError(f"“{period}”不是季度，请写成2026Q1")
    return period


class ReviewRow(SheetRow):
    """A row of a returned work list: without a conclusion the target is still to be reviewed.

    Without its mark the row is known by quarter, reviewer and target.
    """

    period: Annotated[str, BeforeValidator(quarter)] = Field(validation_alias=PERIOD)
    reviewer: Annotated[CellText, AfterValidator(one_spelling)] = Field(validation_alias=REVIEWER)
    target: Code = Field(validation_alias=TARGET)
    outcome: MaybeOutcome = Field(default=None, validation_alias=OUTCOME)
    note: MaybeText = Field(default="", validation_alias=NOTE)
    reviewed_on: MaybeDay = Field(default=None, validation_alias=DAY)
    mark: MaybeCode = Field(default="", validation_alias=MARK)


COLUMNS = columns_of(ReviewRow, ReadColumn(TARGET, required=True, code=True))


def read_reviews(path: Path, sheet_name: str = "") -> Checked[ReviewRow]:
    """Parse the rows of a returned work list. A complaint is added if a target is repeated."""
    sheet = read_rows(path, COLUMNS, sheet_name)
    repeats = repeated(sheet.rows, TARGET, lambda row: code(row.cells[TARGET]))
    ignored = tuple(title for title in sheet.ignored if title not in SHOWN_COLUMNS)
    return replace(check_sheet(sheet, ReviewRow, repeats), ignored=ignored)
