"""复核表 as a workbook: one reviewer's work list of a quarter, to fill in and import again (7.2)."""

from collections.abc import Sequence
from io import BytesIO
from string import ascii_uppercase
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from models.intake.review import DAY, MARK, NOTE, OUTCOME, PACE, PERIOD, REVIEWER, TARGET
from models.ledger.review.reviewable import Reviewable
from models.rules.periods import Period
from models.rules.review import ReviewOutcome
from notifications.documents.printed_page import set_up_page

# Titles and widths. The reviewer fills in the last columns, except the mark of the reviewed version.
COLUMNS = {
    PERIOD: 10,
    REVIEWER: 10,
    "部门": 18,
    TARGET: 16,
    "目标名称": 32,
    "绩效要求": 40,
    "申报情况": 14,
    PACE: 10,
    "说明": 30,
    "印证材料": 10,
    "上次复核": 12,
    OUTCOME: 12,
    NOTE: 36,
    DAY: 12,
    MARK: 16,
}
OPINIONS, LETTERS = "已有意见", ascii_uppercase
WRAPPED = Alignment(wrap_text=True, vertical="top")


def workbook(period: Period, reviewer: str, lines: Sequence[Reviewable]) -> bytes:
    """Returns the work list of one reviewer with the conclusions so far; that of a second has the first's view."""
    columns = COLUMNS if all(line.is_of(reviewer) for line in lines) else COLUMNS | {OPINIONS: 40}
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title, sheet.freeze_panes, sheet.print_title_rows = "在线复核", "B2", "1:1"
    _write_row(sheet, 1, list(columns), bold=True)
    for number, line in enumerate(lines, 2):
        _write_row(sheet, number, _values_of(period, reviewer, line))
    set_up_page(sheet, list(columns.values()))
    sheet.print_title_cols = f"A:{LETTERS[list(COLUMNS).index(TARGET)]}"
    outcomes = ",".join(outcome.label for outcome in ReviewOutcome)
    allowed = DataValidation("list", formula1=f'"{outcomes}"', allow_blank=True)
    letter = LETTERS[list(COLUMNS).index(OUTCOME)]
    allowed.add(f"{letter}2:{letter}{len(lines) + 1}")
    sheet.add_data_validation(allowed)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _values_of(period: Period, reviewer: str, line: Reviewable) -> list[Any]:
    row = line.row
    asked = [str(period), reviewer, row.department, row.code, row.name, row.requirement]
    declared = [*asked, line.declared, line.pace, row.remark]
    evidence = [f"{len(row.evidence)}份{line.by_place}", str(row.last_reviewed or "")]
    if not line.is_of(reviewer):
        return [*declared, *evidence, "", "", "", line.mark, opinions_of(line)]
    if not line.reviewed or line.changed_since:  # the declaration changed after the review: it is reviewed again
        return [*declared, *evidence, "", "", "", line.mark]
    return [*declared, *evidence, ReviewOutcome(row.outcome).label, row.note, str(row.reviewed_on), line.mark]


def opinions_of(line: Reviewable) -> str:
    """Returns what the people before concluded: 张三：未完成，未开工."""
    row = line.row
    said = ((row.reviewer, row.outcome, row.note), (row.second, row.second_outcome, row.second_note))
    return "；".join(
        f"{name}：{ReviewOutcome(outcome).label}，{note}".rstrip("，") for name, outcome, note in said if name
    )


def _write_row(sheet: Any, number: int, values: Sequence[str], *, bold: bool = False) -> None:  # noqa: ANN401 - openpyxl
    for column, value in enumerate(values, 1):
        cell = sheet.cell(number, column, value or None)
        cell.font, cell.alignment = Font(bold=bold), WRAPPED
        cell.number_format = "@"
        if value:
            cell.data_type = "s"  # a name that begins with = is stored as text, never as a formula
