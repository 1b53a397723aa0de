"""回复表 as a workbook: a cover with five lines, then a sheet per duty whose white cells an office fills in."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, count
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from models.ledger.answer.content import AnswerBook, AnswerRow, AnswerSheet
from models.ledger.answer.judging import MARKED
from models.rules.answer_form import CHECK, CODE, COVER, EXAMPLE, GREY_TITLES, PACE
from models.rules.chinese_dates import in_full
from models.rules.rehearsal import marked
from models.rules.target.progress import MOST_PERCENT
from models.rules.white_cells import MAY_BE_EMPTY, Cell, Form, White
from notifications.documents.locked_workbook import Page, Value, write_workbook
from notifications.documents.looks import Look

TALL = 66  # the height in points of a row with a white cell for a text
WIDTHS = (13, 20, 30, 10, 15, 9, 9)  # of the grey columns
PACE_WIDTH = 9
CHECK_WIDTH = 22
LINE_HEIGHT, SMALL_PRINT = 15, 0.8  # points of a line; the width of a small character
COVER_WIDTHS, FIELD_WIDTHS = (16, 100), (36, 80, 30)
# What is typed as a text stays as it is: no dates made of 3-4, no numbers of 0012.
TYPED = (Cell.TEXT, Cell.FILES, Cell.MEDIA, Cell.LINE, Cell.EMAIL, Cell.MOBILE)
WHITE = {Cell.DAY: Look.WHITE_DAY, **dict.fromkeys(TYPED, Look.WHITE_TEXT)}
FIRST_DAY, LAST_DAY = date(2013, 1, 1), date(2100, 12, 31)
MOST = 999_999_999_999_999
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
LONGEST_NAME = 28


def workbook(book: AnswerBook) -> bytes:
    """Returns the workbook of an office; its bytes depend only on its content and the day of its signature."""
    title = marked(book.title, rehearsal=book.signature.rehearsal)
    pages = [_cover(title, book)]
    pages += (_page(name, sheet) for name, sheet in zip(_names(book.sheets), book.sheets, strict=True))
    return write_workbook(title, book.signature.agency, book.signature.day, pages)


def asks_files(book: AnswerBook) -> bool:
    """Returns whether a sheet of the book asks for attached files; one about a marked target takes nothing."""
    return any(sheet.form.asks_files and not sheet.marked for sheet in book.sheets)


def _names(sheets: Sequence[AnswerSheet]) -> Iterable[str]:
    """Yields a name for each sheet that Excel allows and that occurs once."""
    taken = {COVER}
    for sheet in sheets:
        name = sheet.title.translate(FORBIDDEN_IN_NAMES)[:LONGEST_NAME].strip() or sheet.form.title
        numbered = (f"{name[: LONGEST_NAME - 3]}（{number}）" for number in count(2))
        free = next(each for each in chain([name], numbered) if each.casefold() not in taken)
        taken.add(free.casefold())
        yield free


def _cover(title: str, book: AnswerBook) -> Page:
    page = Page(COVER, COVER_WIDTHS)
    page.append((title, Look.TITLE))
    due = "；".join(f"{sheet.title}：{_until(sheet)}（{sheet.why.rstrip('。')}）" for sheet in book.sheets)
    files = "；印证材料作为附件一并发来" if asks_files(book) else ""
    how = "每项工作一张表，只填白色单元格；灰色单元格不必动，改了也不采用。不要增加、删去各行，不要改动回复码和核对码。"
    lines = (
        ("办什么", "；".join(f"{sheet.title}：{sheet.to_do}" for sheet in book.sheets)),
        ("期限、依据", due),
        ("怎样填", how + _advice(book)),
        ("怎样交回", f"用WPS或Excel填好保存，直接回复来信，附上本文件{files}。"),
        ("向谁咨询", "，".join(filter(None, (book.signature.agency, book.contact)))),
    )
    for name, words in lines:
        page.append((name, Look.BOLD), (words, Look.TEXT), height=_height([(words, COVER_WIDTHS[1])]))
    return page


def _advice(book: AnswerBook) -> str:
    """Returns what the forms of the sheets advise, each sentence once."""
    return "".join(dict.fromkeys(words for sheet in book.sheets for words in sheet.form.advice))


def _until(sheet: AnswerSheet) -> str:
    """Returns the day until which a sheet is to come back; no day is set for one without a duty."""
    return f"{in_full(sheet.due)}前{'（暂定）' if sheet.provisional else ''}" if sheet.due else sheet.form.until


def _page(name: str, sheet: AnswerSheet) -> Page:
    columns = _grey_columns(sheet.form) | {each.title: each.width for each in sheet.form.columns}
    page = Page(name, (*columns.values(), CHECK_WIDTH) if sheet.rows else FIELD_WIDTHS)
    for row in _top(sheet):
        _spread(page, *row)
    for title, words in sheet.about:
        _write_grey(page, title, words, above_table=bool(sheet.rows))
    for white in sheet.form.fields:
        _write_field(page, white, marked=sheet.marked)
    if sheet.rows:
        _write_rows(page, sheet, list(columns))
    return page


def _grey_columns(form: Form) -> dict[str, int]:
    """Returns the grey columns of a form with their widths."""
    return dict(zip(GREY_TITLES, WIDTHS, strict=True)) | ({PACE: PACE_WIDTH} if form.shows_pace else {})


def _top(sheet: AnswerSheet) -> list[tuple[Value, ...]]:
    """Returns the rows above the white cells: what, until when and why, hints and the code."""
    hints = (f"{MARKED}。",) if sheet.marked else sheet.form.hints
    return [
        ((f"{sheet.department}  {sheet.title}", Look.BOLD),),
        ((f"期限：{_until(sheet)}。{sheet.why}", Look.TEXT),),
        *(((hint, Look.TEXT),) for hint in hints),
        ((CODE, Look.SMALL), (sheet.code, Look.SMALL)),
    ]


def _spread(page: Page, *values: Value) -> None:
    """Add a row whose last text runs over all columns that are left, in as many lines as it needs."""
    first, last = len(values), len(page.widths)
    height = _height([(values[-1][0] or "", sum(page.widths[first - 1 :]))])
    number = page.append(*values, height=height if height > LINE_HEIGHT else 0)
    page.spans.append((number - 1, first - 1, number - 1, last - 1))


def _write_grey(page: Page, name: str, words: str, *, above_table: bool) -> None:
    """Write a grey line; above the columns of a table it runs over them."""
    if above_table:
        _spread(page, (name, Look.GREY), (words, Look.TEXT))
        return
    height = _height([(words, FIELD_WIDTHS[1])])
    page.append((name, Look.GREY), (words, Look.GREY), height=height if height > LINE_HEIGHT else 0)


def _write_field(page: Page, white: White, *, marked: bool) -> None:
    """Write the line of a white cell; about a marked target it is grey and takes nothing."""
    title = f"{white.title}{MAY_BE_EMPTY}" if white.may_be_empty else white.title
    example = f"{EXAMPLE}：{white.example}" if white.example and not marked else None
    cell = ("", Look.GREY) if marked else _white(white)
    is_tall = white.cell is Cell.TEXT and not marked
    height = TALL if is_tall else _height([(title, FIELD_WIDTHS[0])])
    number = page.append((title, Look.GREY_BOLD), cell, (example, Look.HINT), height=height)
    if not marked:
        _validate(page, white, number, number, 2)


def _write_rows(page: Page, sheet: AnswerSheet, titles: Sequence[str]) -> None:
    whites, grey = sheet.form.columns, _grey_columns(sheet.form)
    page.header = page.append(*((title, Look.GREY_BOLD) for title in (*titles, CHECK)))
    example = [EXAMPLE, *[""] * (len(grey) - 1), *(white.example for white in whites), ""]
    first = 1 + page.append(*((text, Look.EXAMPLE) for text in example))
    for row in sheet.rows:
        check = LINE_HEIGHT * ceil(len(row.check) * SMALL_PRINT / CHECK_WIDTH)
        page.append(*_cells(row, sheet.form), height=max(_height(zip(row.shown, WIDTHS, strict=True)), check))
    for number, white in enumerate(whites, len(grey) + 1):
        _validate(page, white, first, len(page.rows), number)


def _cells(row: AnswerRow, form: Form) -> list[Value]:
    cells = [("", Look.GREY) if row.marked else _white(white) for white in form.columns]
    grey = (*row.shown, row.pace) if form.shows_pace else row.shown
    return [*((text, Look.GREY) for text in grey), *cells, (row.check, Look.GREY_SMALL)]


def _white(white: White) -> Value:
    return None, WHITE.get(white.cell, Look.WHITE)


def _height(cells: Iterable[tuple[str, float]]) -> float:
    """Returns the height in points of a row whose texts are wrapped in columns of these widths in characters."""
    lines = (sum(ceil(_width(line) / width) or 1 for line in text.split("\n")) for text, width in cells)
    return float(LINE_HEIGHT * max(lines, default=1))


@lru_cache(maxsize=2**15)  # the same requirement stands in many sheets
def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _between(least: float | date, most: float | date, kind: str = "decimal") -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


# What may be typed into a cell, and the message for anything else.
TAKEN = {
    Cell.PERCENT: (_between(0, 100), "请填0到100之间的数。"),
    Cell.PROGRESS: (_between(0, MOST_PERCENT), "请填0到100之间的数；超额完成的，另填完成数量。"),
    Cell.QUANTITY: (_between(0, MOST), "请填不小于0的数，单位不填。"),
    Cell.DAY: (_between(FIRST_DAY, LAST_DAY, "date"), "请填日期，如2026-06-30。"),
}


def _validate(page: Page, white: White, first: int, last: int, place: int) -> None:
    """Add the check that Excel and WPS make while a cell of these rows of a column is filled in."""
    rule, error = TAKEN.get(white.cell, ({}, ""))
    if white.cell is Cell.CHOICE:
        rule, error = {"validate": "list", "source": [*white.choices]}, f"请选：{'、'.join(white.choices)}。"
    if rule:
        said = {"error_title": white.title, "error_message": error}
        page.rules.append((first - 1, place - 1, last - 1, place - 1, rule | said))
