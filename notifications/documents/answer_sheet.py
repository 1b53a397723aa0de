"""回复表 as a workbook: a cover with five lines, then a sheet per duty whose white cells an office fills in."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from math import ceil
from typing import Any
from unicodedata import east_asian_width
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from models.ledger.answer.content import AnswerBook, AnswerRow, AnswerSheet
from models.rules.answer_form import CHECK, CODE, COVER, EXAMPLE, MAY_BE_EMPTY, SHOWN, Cell, White
from models.rules.chinese_dates import in_full
from models.rules.rehearsal import marked
from notifications.documents.office_file import pack
from notifications.documents.words import plain

A4, TALL = 9, 66  # the paper size; the height in points of a row with a white cell for a text
WIDTHS = (13, 20, 30, 10, 15, 9, 9)  # of the grey columns
CHECK_WIDTH = 22
LINE_HEIGHT, SMALL_PRINT = 15, 0.8  # points of a line; the width of a small character
MARGIN = 0.4  # inches at the left and right of the paper
COVER_WIDTHS, FIELD_WIDTHS = (16, 100), (24, 80, 30)
GREY, PALE = PatternFill("solid", fgColor="E7E6E6"), PatternFill("solid", fgColor="F5F5F5")
LINE = Side(style="thin", color="A6A6A6")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
WRAPPED = Alignment(wrap_text=True, vertical="top")
TITLE, BOLD = Font(bold=True, size=14), Font(bold=True)
SMALL, HINT = Font(size=8, color="808080"), Font(italic=True, color="808080")
DAY_FORMAT = 'yyyy"年"m"月"d"日"'
# What is typed as a text stays as it is: no dates made of 3-4, no numbers of 0012.
FORMATS = {Cell.DAY: DAY_FORMAT, Cell.TEXT: "@", Cell.FILES: "@"}
UNLOCKED = Protection(locked=False)
FIRST_DAY, LAST_DAY = "41275", "73415"  # 2013-01-01 and 2100-12-31 as Excel counts days
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
LONGEST_NAME = 28
_looks: WeakKeyDictionary[Workbook, dict[tuple[tuple[str, int], ...], Any]] = WeakKeyDictionary()


def workbook(book: AnswerBook) -> bytes:
    """Returns the workbook of an office; its bytes depend only on its content and the day of its signature."""
    file = Workbook(write_only=True)
    title = marked(book.title, rehearsal=book.signature.rehearsal)
    file.properties.title, file.properties.creator = title, book.signature.agency
    _write_cover(file.create_sheet(COVER), title, book)
    for name, sheet in zip(_names(book.sheets), book.sheets, strict=True):
        _write_sheet(file.create_sheet(name), sheet)
    buffer = BytesIO()
    file.save(buffer)
    return pack(buffer.getvalue(), book.signature.day)


def _names(sheets: Sequence[AnswerSheet]) -> Iterable[str]:
    """Yields a name for each sheet that Excel allows and that occurs once."""
    taken: dict[str, int] = {}
    for sheet in sheets:
        name = sheet.title.translate(FORBIDDEN_IN_NAMES)[:LONGEST_NAME].strip() or sheet.form.title
        taken[name] = taken.get(name, 0) + 1
        yield name if taken[name] == 1 else f"{name[: LONGEST_NAME - 3]}（{taken[name]}）"


def _write_cover(page: Any, title: str, book: AnswerBook) -> None:  # noqa: ANN401 - openpyxl is untyped here
    _set_up(page, COVER_WIDTHS)
    page.append([_text(page, title, font=TITLE, wrap=False)])
    due = "；".join(f"{sheet.title}{in_full(sheet.due)}前（{sheet.why.rstrip('。')}）" for sheet in book.sheets)
    lines = (
        ("办什么", "；".join(f"{sheet.title}：{sheet.to_do}" for sheet in book.sheets)),
        ("何时办、依据", due),
        (
            "怎样填",
            "每项工作一张表，只填白色单元格；灰色单元格不必动，改了也不采用。不要增加、删去各行，不要改动回复码和核对码。",
        ),
        ("怎样交回", "用WPS或Excel填好保存，直接回复来信，附上本文件；印证材料作为附件一并发来。"),
        ("向谁咨询", "，".join(filter(None, (book.signature.agency, book.contact)))),
    )
    for number, (name, words) in enumerate(lines, 2):
        page.row_dimensions[number].height = _height([(words, COVER_WIDTHS[1])])
        page.append([_text(page, name, font=BOLD), _text(page, words)])


def _write_sheet(page: Any, sheet: AnswerSheet) -> None:  # noqa: ANN401 - openpyxl is untyped here
    columns = dict(zip(SHOWN, WIDTHS, strict=True)) | {each.title: each.width for each in sheet.form.columns}
    top = _top(page, sheet)
    if sheet.rows:
        _set_up(page, [*columns.values(), CHECK_WIDTH])
        page.freeze_panes = f"C{len(top) + 2}"
        page.print_title_rows = f"{len(top) + 1}:{len(top) + 1}"
    else:
        _set_up(page, FIELD_WIDTHS)
    for row in top:
        page.append(row)
    for number, white in enumerate(sheet.form.fields, len(top) + 1):
        _write_field(page, white, number)
    if sheet.rows:
        _write_rows(page, sheet, list(columns), len(top) + 1)


def _top(page: Any, sheet: AnswerSheet) -> list[list[Any]]:  # noqa: ANN401 - openpyxl is untyped here
    """Returns the rows above the white cells: what, until when and why, hints, the code, the target."""
    return [
        [_text(page, f"{sheet.department}  {sheet.title}", font=BOLD, wrap=False)],
        [_text(page, f"期限：{in_full(sheet.due)}前。{sheet.why}", wrap=False)],
        *([_text(page, hint, wrap=False)] for hint in sheet.form.hints),
        [_text(page, CODE, font=SMALL), _text(page, sheet.code, font=SMALL, wrap=False)],
        *([_grey(page, name), _grey(page, words)] for name, words in sheet.about),
    ]


def _write_field(page: Any, white: White, number: int) -> None:  # noqa: ANN401 - openpyxl is untyped here
    if white.cell is Cell.TEXT:
        page.row_dimensions[number].height = TALL
    title = white.title if white.required else f"{white.title}{MAY_BE_EMPTY}"
    example = f"{EXAMPLE}：{white.example}" if white.example else None
    page.append([_grey(page, title, font=BOLD), _white(page, white), _text(page, example, font=HINT)])
    _validate(page, white, f"B{number}")


def _write_rows(page: Any, sheet: AnswerSheet, titles: Sequence[str], header: int) -> None:  # noqa: ANN401 - openpyxl
    whites = sheet.form.columns
    page.append([_grey(page, title, font=BOLD) for title in (*titles, CHECK)])
    example = [EXAMPLE, *[""] * (len(SHOWN) - 1), *(white.example for white in whites), ""]
    page.append([_grey(page, text, font=HINT, fill=PALE) for text in example])
    for number, row in enumerate(sheet.rows, header + 2):
        check = len(row.check) * SMALL_PRINT
        page.row_dimensions[number].height = max(
            _height(zip(row.shown, WIDTHS, strict=True)), LINE_HEIGHT * ceil(check / CHECK_WIDTH)
        )
        page.append(_row(page, row, whites))
    first, last = header + 2, header + 1 + len(sheet.rows)
    for number, white in enumerate(whites, len(SHOWN) + 1):
        letter = get_column_letter(number)
        _validate(page, white, f"{letter}{first}:{letter}{last}")


def _row(page: Any, row: AnswerRow, whites: Sequence[White]) -> list[Any]:  # noqa: ANN401 - openpyxl is untyped here
    cells = [_grey(page, "") if row.marked else _white(page, white) for white in whites]
    return [*(_grey(page, text) for text in row.shown), *cells, _grey(page, row.check, font=SMALL)]


def _height(cells: Iterable[tuple[str, float]]) -> float:
    """Returns the height in points of a row whose texts are wrapped in columns of these widths in characters."""
    lines = (sum(ceil(_width(line) / width) or 1 for line in text.split("\n")) for text, width in cells)
    return float(LINE_HEIGHT * max(lines, default=1))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _validate(page: Any, white: White, cells: str) -> None:  # noqa: ANN401 - openpyxl is untyped here
    """Add the check that Excel and WPS make while a cell is filled in."""
    rules: dict[Cell, dict[str, Any]] = {
        Cell.CHOICE: {"type": "list", "formula1": f'"{",".join(white.choices)}"'},
        Cell.PERCENT: {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "100"},
        Cell.DAY: {"type": "date", "operator": "between", "formula1": FIRST_DAY, "formula2": LAST_DAY},
    }
    errors = {
        Cell.CHOICE: f"请选：{'、'.join(white.choices)}。",
        Cell.PERCENT: "请填0到100之间的数。",
        Cell.DAY: "请填日期，如2026-06-30。",
    }
    if white.cell not in rules:
        return
    rule = DataValidation(**rules[white.cell], allow_blank=True, showErrorMessage=True, error=errors[white.cell])
    rule.errorTitle, rule.sqref = white.title, cells
    page.data_validations.append(rule)


def _set_up(page: Any, widths: Sequence[int]) -> None:  # noqa: ANN401 - openpyxl is untyped here
    """Set the widths of the columns, the page, and the protection without a password that locks the grey cells."""
    for number, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight = "landscape", A4, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = MARGIN
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    page.oddFooter.center.text = "— &P —"


def _white(page: Any, white: White) -> Any:  # noqa: ANN401 - openpyxl is untyped here
    look = {"number_format": FORMATS[white.cell]} if white.cell in FORMATS else {}
    return _dress(WriteOnlyCell(page), **look, protection=UNLOCKED, border=BORDER, alignment=WRAPPED)


def _grey(page: Any, text: str, font: Font | None = None, fill: PatternFill = GREY) -> Any:  # noqa: ANN401 - openpyxl
    look = {"font": font} if font else {}
    return _dress(_cell(page, text), **look, fill=fill, border=BORDER, alignment=WRAPPED)


def _text(page: Any, text: str | None, font: Font | None = None, *, wrap: bool = True) -> Any:  # noqa: ANN401 - openpyxl
    look = ({"font": font} if font else {}) | ({"alignment": WRAPPED} if wrap else {})
    return _dress(_cell(page, text), **look)


def _cell(page: Any, text: str | None) -> Any:  # noqa: ANN401 - openpyxl is untyped here
    """Returns a cell with a text; a name that begins with = is stored as text, never as a formula."""
    cell: Any = WriteOnlyCell(page, value=plain(text) if text else None)
    if text:
        cell.data_type = "s"
    return cell


def _dress(cell: Any, **look: Any) -> Any:  # noqa: ANN401 - openpyxl is untyped here
    """Returns the cell with its look.

    openpyxl compares each part of a look with all others of its workbook, which takes longer than all else: the cells
    of one look share the result of the first. Every part of a look is a constant of this module.
    """
    known = _looks.setdefault(cell.parent.parent, {})
    key = tuple((name, id(part)) for name, part in look.items())
    if key in known:
        cell._style = known[key]  # noqa: SLF001 - what a copy of a cell's style sets
        return cell
    for name, part in look.items():
        setattr(cell, name, part)
    known[key] = cell._style  # noqa: SLF001 - as above
    return cell
