"""A sheet of the agency as a workbook: one table, grey cells of the ledger, white cells to fill in, explanations."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from models.intake.agency_sheet import SheetColumn, Takes
from models.intake.sheet.header import NUMBER
from models.ledger.agency_sheet.content import AgencySheet
from models.ledger.agency_sheet.kind import SheetKind, Written
from models.rules.answer_form import COVER
from models.rules.plain_text import cell_text
from models.rules.rehearsal import marked
from models.rules.sheet_check import CHECK
from notifications.documents.office_file import packed
from notifications.documents.printed_page import set_height, set_up_page

CHECK_WIDTH, NUMBER_WIDTH, COVER_WIDTHS = 24, 6, (18, 100)
BLANK_ROWS, LAST_ROW = 20, 10_000  # the empty rows with lines; as far as drop-downs reach
GREY = PatternFill("solid", fgColor="E7E6E6")
LINE = Side(style="thin", color="A6A6A6")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
WRAPPED = Alignment(wrap_text=True, vertical="top")
BOLD, SMALL = Font(bold=True), Font(size=8, color="808080")
DAY_FORMAT, AS_TEXT = 'yyyy"年"m"月"d"日"', "@"
UNLOCKED = Protection(locked=False)
FIRST_DAY, LAST_DAY = "41275", "73415"  # 2013-01-01 and 2100-12-31 as Excel counts days
LONGEST_NAME = 100  # of the agency in the header of a page
LONGEST_LIST = 255  # characters of a drop-down's formula
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # _x0041_ in a text would be read as A


def workbook(sheet: AgencySheet) -> bytes:
    """Returns the workbook of a sheet; its bytes depend only on its content and the day of its signature."""
    file, kind = Workbook(write_only=True), sheet.kind
    title = marked(kind.title, rehearsal=sheet.signature.rehearsal)
    file.properties.title, file.properties.creator = title, cell_text(sheet.signature.agency)
    _write_rows(file.create_sheet(kind.title), sheet, title)
    _write_cover(file.create_sheet(COVER), kind, title, cell_text(sheet.signature.agency))
    return packed(file.save, sheet.signature.day)


def _write_rows(page: Any, sheet: AgencySheet, title: str) -> None:  # noqa: ANN401 - openpyxl is untyped here
    kind = sheet.kind
    _set_up(page, [NUMBER_WIDTH, *(column.width for column in kind.layout), CHECK_WIDTH])
    page.freeze_panes, page.print_title_rows = "B2", "1:1"
    agency = " ".join(cell_text(sheet.signature.agency).split())[:LONGEST_NAME]
    page.oddHeader.center.text = f"{agency}  {title}".replace("&", "&&")
    _unlock_below(page, kind)
    widths = [NUMBER_WIDTH, *(column.width for column in kind.layout)]
    set_height(page, 1, map(_heading, _all_columns(kind)), widths)
    page.append([_grey(page, title, BOLD) for title in map(_heading, _all_columns(kind))])
    for number, row in enumerate(sheet.rows, 1):
        set_height(page, number + 1, ["", *(row.cells[column.title] for column in kind.layout)], widths)
        page.append(_row(page, kind, number, row))
    blank = [_white(page, column, "") for column in _all_columns(kind)]
    for _ in range(BLANK_ROWS):
        page.append(blank)
    for place, column in enumerate(_all_columns(kind), 1):
        letter = get_column_letter(place)
        _validate(page, column, f"{letter}2:{letter}{LAST_ROW}")


def _all_columns(kind: SheetKind) -> tuple[SheetColumn, ...]:
    return (SheetColumn(NUMBER), *kind.layout, SheetColumn(CHECK))


def _heading(column: SheetColumn) -> str:
    return f"{column.title}*" if column.required else column.title


def _unlock_below(page: Any, kind: SheetKind) -> None:  # noqa: ANN401 - openpyxl is untyped here
    """Let new rows be added below those of the ledger: what has no cell yet is white."""
    for place, column in enumerate(_all_columns(kind), 1):
        dimension = page.column_dimensions[get_column_letter(place)]
        dimension.protection, dimension.number_format = UNLOCKED, _format(column)


def _row(page: Any, kind: SheetKind, number: int, row: Written) -> list[Any]:  # noqa: ANN401 - openpyxl is untyped
    cells = [
        _white(page, column, row.cells[column.title])
        if column.field and not column.key and not row.marked
        else _grey(page, row.cells[column.title])
        for column in kind.layout
    ]
    return [_grey(page, number), *cells, _grey(page, row.check, SMALL)]


def _format(column: SheetColumn) -> str:
    """Returns the format of a column: what is typed as a text or code stays as it is, 3-4 and 0012 too."""
    return {Takes.DAY: DAY_FORMAT, Takes.NUMBER: "General"}.get(column.takes, AS_TEXT)


def _validate(page: Any, column: SheetColumn, cells: str) -> None:  # noqa: ANN401 - openpyxl is untyped here
    """Add the check that Excel and WPS make while a cell is filled in."""
    listed = ",".join(column.choices)
    if listed and len(listed) < LONGEST_LIST:
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
        rule.error = f"请选：{'、'.join(column.choices)}。"[:LONGEST_LIST]
    elif column.takes is Takes.DAY and column.field:
        rule = DataValidation(type="date", operator="between", formula1=FIRST_DAY, formula2=LAST_DAY, allow_blank=True)
        rule.showErrorMessage, rule.error = True, "请填日期，如2026-06-30。"
    else:
        return
    rule.errorTitle, rule.sqref = column.title, cells
    page.data_validations.append(rule)


def _write_cover(page: Any, kind: SheetKind, title: str, agency: str) -> None:  # noqa: ANN401 - openpyxl is untyped here
    _set_up(page, COVER_WIDTHS)
    page.append([_cell(page, title, Font(bold=True, size=14))])
    columns = [(column.title, _explain(column)) for column in (*kind.read, *kind.origin)]
    for number, (name, words) in enumerate([*_instructions(kind, agency), ("", ""), *columns], 2):
        set_height(page, number, (name, words), COVER_WIDTHS)
        page.append([_cell(page, name, BOLD), _cell(page, words)] if words else [])


def _instructions(kind: SheetKind, agency: str) -> list[tuple[str, str]]:
    """Returns how a sheet is filled in and given back; one that was sent comes back to the agency, which imports it."""
    back, here = (f"交回{agency}，由其", "") if kind.sent else ("", "；从网页下载的，在下载它的那一页发回")
    return [
        ("怎样填", "只填白色单元格。灰色单元格是台账里已有的内容，说明这一行是哪一项，不要改动；核对码也不要改动。"),
        ("", "带*的列必填。没有填写的行不办理，留到以后再填。"),
        *(("", hint) for hint in kind.hints),
        (
            "怎样交回",
            f"保存后{back}执行：mubiao import {kind.key} 文件名.xlsx{here}。有一处不符，整张表都不导入，请逐处改正。",
        ),
        *((("新增", "新的一项写在表的末尾，核对码留空。"),) if kind.grows else ()),
    ]


def _explain(column: SheetColumn) -> str:
    """Returns what a column takes: 必填。可填：是、否。例：……."""
    parts = [
        "必填" if column.required else "可不填",
        column.takes_in_words,
        f"例：{column.example}" if column.example else "",
        "已有的行不能改，只在新增的行中填" if column.key else "",
    ]
    return "。".join(filter(None, parts)) + "。"


def _set_up(page: Any, widths: Sequence[int]) -> None:  # noqa: ANN401 - openpyxl is untyped here
    """Set the widths of the columns, the page, and the protection without a password that locks the grey cells."""
    set_up_page(page, widths)
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.autoFilter = False
    page.oddFooter.center.text = "— &P —"


def _white(page: Any, column: SheetColumn, value: Any) -> Any:  # noqa: ANN401 - openpyxl is untyped here
    cell = _cell(page, value)
    cell.protection, cell.border, cell.number_format = UNLOCKED, BORDER, _format(column)
    return cell


def _grey(page: Any, value: Any, font: Font | None = None) -> Any:  # noqa: ANN401 - openpyxl is untyped here
    cell = _cell(page, value, font)
    cell.fill, cell.border = GREY, BORDER
    return cell


def _cell(page: Any, value: Any, font: Font | None = None) -> Any:  # noqa: ANN401 - openpyxl is untyped here
    """Returns a cell; a text that begins with = or looks like a date is stored as text, never as anything else."""
    cell: Any = WriteOnlyCell(page)
    if isinstance(value, str) and value:
        cell.value, cell.data_type, cell.number_format = ESCAPE.sub("_x005F_", cell_text(value)), "s", AS_TEXT
    elif value is not None and value != "":
        cell.value = value
    if isinstance(value, date):
        cell.number_format = DAY_FORMAT
    cell.alignment = WRAPPED
    if font:
        cell.font = font
    return cell
