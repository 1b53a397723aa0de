"""A sheet of the agency as a workbook: one table, grey cells of the ledger, white cells to fill in, explanations."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from models.intake.agency_sheet import SheetColumn, Takes
from models.intake.sheet.header import NUMBER
from models.ledger.agency_sheet.content import AgencySheet
from models.ledger.agency_sheet.kind import SheetKind, Written
from models.rules.answer_form import COVER
from models.rules.plain_text import cell_text
from models.rules.rehearsal import marked
from models.rules.sheet_check import CHECK
from notifications.documents.looks import Look
from notifications.documents.office_file import pack
from notifications.documents.printed_page import PrintedBook, PrintedPage

COVER_WIDTHS = (18, 100)
FIRST, LAST = SheetColumn(NUMBER, width=6), SheetColumn(CHECK, width=24)
BLANK_ROWS, LAST_ROW = 20, 10_000  # the empty rows with lines; as far as drop-downs reach
WHITE = {Takes.DAY: Look.WHITE_DAY, Takes.NUMBER: Look.WHITE}
BELOW = {Takes.DAY: Look.BELOW_DAY, Takes.NUMBER: Look.BELOW}
DATE_RULE = {"validate": "date", "criteria": "between", "minimum": date(2013, 1, 1), "maximum": date(2100, 12, 31)}
UNLOCKED = dict.fromkeys(("format_columns", "format_rows", "autofilter", "objects", "scenarios"), True)
LONGEST_NAME = 100  # of the agency in the header of a page
LONGEST_LIST = 255  # characters of a drop-down's formula


def workbook(sheet: AgencySheet) -> bytes:
    """Returns the workbook of a sheet; its bytes depend only on its content and the day of its signature."""
    title = marked(sheet.kind.title, rehearsal=sheet.signature.rehearsal)
    book = PrintedBook(title, sheet.signature.agency)
    _write_rows(book, sheet, title)
    _write_cover(book, sheet.kind, title, cell_text(sheet.signature.agency))
    return pack(book.finished(), sheet.signature.day)


def _write_rows(book: PrintedBook, sheet: AgencySheet, title: str) -> None:
    """Write the rows of the ledger and below them white ones, as far as anyone types."""
    columns = (FIRST, *sheet.kind.layout, LAST)
    page = book.add_page(
        sheet.kind.title,
        [column.width for column in columns],
        [BELOW.get(column.takes, Look.BELOW_TEXT) for column in columns],
    )
    agency = " ".join(cell_text(sheet.signature.agency).split())[:LONGEST_NAME]
    page.protect("", UNLOCKED)
    page.label(f"{agency}  {title}")
    page.freeze_panes("B2")
    page.repeat_rows(0)
    page.append((f"{column.title}*" if column.required else column.title, Look.GREY_BOLD) for column in columns)
    for number, row in enumerate(sheet.rows, 1):
        page.append([_grey(number), *_cells(sheet.kind, row), (row.check, Look.GREY_SMALL)])
    blank = [_white(column, "") for column in columns]
    for _ in range(BLANK_ROWS):
        page.append(blank)
    for place, column in enumerate(columns):
        _validate(page, column, place)


def _cells(kind: SheetKind, row: Written) -> Iterator[tuple[Any, Look]]:
    for column in kind.layout:
        value = row.cells[column.title]
        yield _white(column, value) if column.field and not column.key and not row.marked else _grey(value)


def _white(column: SheetColumn, value: Any) -> tuple[Any, Look]:  # noqa: ANN401 - a cell
    return value, WHITE.get(column.takes, Look.WHITE_TEXT)


def _grey(value: Any) -> tuple[Any, Look]:  # noqa: ANN401 - a cell
    return value, Look.GREY_DAY if isinstance(value, date) else Look.GREY


def _validate(page: PrintedPage, column: SheetColumn, place: int) -> None:
    """Add the check that Excel and WPS make while a cell of a column is filled in."""
    rule: dict[str, Any]
    listed = ",".join(column.choices)
    if listed and len(listed) < LONGEST_LIST:
        rule, error = {"validate": "list", "source": [*column.choices]}, f"请选：{'、'.join(column.choices)}。"
    elif column.takes is Takes.DAY and column.field:
        rule, error = DATE_RULE, "请填日期，如2026-06-30。"
    else:
        return
    said = {"error_title": column.title, "error_message": error[:LONGEST_LIST]}
    page.data_validation(1, place, LAST_ROW - 1, place, rule | said)


def _write_cover(book: PrintedBook, kind: SheetKind, title: str, agency: str) -> None:
    page = book.add_page(COVER, COVER_WIDTHS)
    page.protect("", UNLOCKED)
    page.label()
    page.append([(title, Look.TITLE)])
    columns = [(column.title, _explain(column)) for column in (*kind.read, *kind.origin)]
    for name, words in [*_instructions(kind, agency), ("", ""), *columns]:
        page.append([(name, Look.BOLD), (words, Look.TEXT)])


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
