"""A locked workbook of text cells: what its pages hold, and how its cells look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED

from xlsxwriter import Workbook, workbook
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

from models.rules.plain_text import cell_text
from notifications.documents.grid import DAY_FORMAT
from notifications.documents.office_file import pack

workbook.ZIP_DEFLATED = ZIP_STORED  # `pack` stores the parts; the library has no option for it
A4 = 9
WRAPPED = {"text_wrap": True, "valign": "top"}
FRAMED = WRAPPED | {"border": 1, "border_color": "#A6A6A6"}
FILLED = FRAMED | {"bg_color": "#E7E6E6"}
UNLOCKED = FRAMED | {"locked": False}
STRONG = {"bold": True}
PRINTED_SMALL, SLANTED = {"font_size": 8, "font_color": "#808080"}, {"italic": True, "font_color": "#808080"}


class Look(Enum):
    """How a cell looks, in the words of the library. A white cell can be filled in, all others are locked."""

    TEXT = WRAPPED
    TITLE = STRONG | {"font_size": 14}
    BOLD = WRAPPED | STRONG
    SMALL = WRAPPED | PRINTED_SMALL
    HINT = WRAPPED | SLANTED
    GREY = FILLED
    GREY_BOLD = FILLED | STRONG
    GREY_SMALL = FILLED | PRINTED_SMALL
    EXAMPLE = FRAMED | SLANTED | {"bg_color": "#F5F5F5"}
    WHITE = UNLOCKED
    WHITE_TEXT = UNLOCKED | {"num_format": "@"}
    WHITE_DAY = UNLOCKED | {"num_format": DAY_FORMAT}


Value = tuple[str | None, Look]
Range = tuple[int, int, int, int]  # first row, first column, last row, last column, counted from 0


@dataclass(slots=True)
class Page:
    """A sheet: the widths of its columns in characters, its rows with their heights in points.

    `rules` are the checks that Excel and WPS make while the cells of a range are filled in. `spans` are the ranges of
    cells that are merged. `header` is the row that stays in view, with the first two columns, and is printed on every
    page.
    """

    name: str
    widths: Sequence[int]
    rows: list[Sequence[Value]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    rules: list[tuple[*Range, Mapping[str, Any]]] = field(default_factory=list)
    spans: list[Range] = field(default_factory=list)
    header: int = 0

    def append(self, *values: Value, height: float = 0) -> int:
        """Add a row, of the usual height if none is given. Returns its number."""
        self.rows.append(values)
        if height:
            self.heights[len(self.rows)] = height
        return len(self.rows)


class TextSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet of texts and blanks, in the bytes of the library, which looks for twelve kinds of cells."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401 - one of the library's cells
        start = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'  # noqa: SLF001 - as it does
        self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>' if hasattr(cell, "string") else f"{start}/>")


def write_workbook(title: str, author: str, day: date, pages: Sequence[Page]) -> bytes:
    """Returns the bytes of the workbook; they depend only on these arguments."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": cell_text(title), "author": cell_text(author)})
        looks = {look: book.add_format(dict(look.value)) for look in Look}
        for page in pages:
            sheet = book.add_worksheet(page.name, TextSheet)
            _write_rows(sheet, page, looks)
            _set_up(sheet, page)
    return pack(file.getvalue(), day)


def _write_rows(sheet: Worksheet, page: Page, looks: Mapping[Look, Any]) -> None:
    """Write the cells; a text that begins with = stays a text, never a formula."""
    for span in page.spans:
        sheet.merge_range(*span, "", looks[Look.TEXT])
    for number, row in enumerate(page.rows):
        for place, (text, look) in enumerate(row):
            write = sheet.write_string if text else sheet.write_blank
            write(number, place, cell_text(text or ""), looks[look])
    for rule in page.rules:
        sheet.data_validation(*rule)


def _set_up(sheet: Worksheet, page: Page) -> None:
    """Lock the sheet without a password: widths and heights may be changed. It is printed across on A4."""
    for number, width in enumerate(page.widths):
        sheet.set_column(number, number, width)
    for number, height in page.heights.items():
        sheet.set_row(number - 1, height)
    if page.header:
        sheet.freeze_panes(page.header, 2)
        sheet.repeat_rows(page.header - 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=1, bottom=1)
    sheet.set_footer("&C— &P —", {"margin": 0.5})
