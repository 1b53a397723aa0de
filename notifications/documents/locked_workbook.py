"""A locked workbook of text cells: what its pages hold, and how they are written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import product
from typing import Any
from zipfile import ZIP_STORED

from xlsxwriter import Workbook, packager, workbook
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from models.rules.plain_text import cell_text
from notifications.documents.looks import Look
from notifications.documents.office_file import pack

workbook.ZIP_DEFLATED = ZIP_STORED  # `pack` stores the parts; the library has no option for it
A4 = 9
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
    """A sheet of texts and blanks, in the bytes of the library, which looks for twelve kinds of cells in each place.

    Its `table` holds the end of each cell's element: the number of its look, and that of its text.
    """

    def fill(self, row: int, values: Sequence[Value], looks: "Styles") -> None:
        """Set the cells of a row; a text that begins with = stays a text, never a formula."""
        self._check_dimensions(row, max(0, len(values) - 1))
        number_of = self.str_table._get_shared_string_index  # noqa: SLF001 - as the library does
        self.table[row] = {
            place: f'{looks[look]} t="s"><v>{number_of(cell_text(text))}</v></c>' if text else f"{looks[look]}/>"
            for place, (text, look) in enumerate(values)
        }

    def join(self, span: Range, blank: str) -> None:
        """Merge the cells of a range; those after the first are blank."""
        self.merge.append([*span])
        self._check_dimensions(*span[2:])
        for row, place in product(range(span[0], span[2] + 1), range(span[1], span[3] + 1)):
            self.table[row].setdefault(place, f"{blank}/>")

    def _write_rows(self) -> None:
        widest: dict[int, int] = defaultdict(int)
        for row, cells in self.table.items():
            widest[row // SPANNED] = max(widest[row // SPANNED], len(cells))
        for row in sorted({*self.table, *self.row_info}):
            cells, number = self.table[row], f'{row + 1}" s="'
            spans = f"1:{width}" if (width := widest[row // SPANNED]) else None
            self._write_row(row, spans, self.row_info.get(row), empty_row=not cells)
            self.fh.write("".join([f'<c r="{_letters(place)}{number}{cells[place]}' for place in cells]))
            if cells:
                self._xml_end_tag("row")


class Texts(SharedStrings):  # type: ignore[misc]  # as above
    """The texts of a workbook in the bytes of the library, which looks for six things in each of them."""

    def _write_si(self, string: str) -> None:
        usual = string.isprintable() and string.strip() == string and not any(map(string.__contains__, ESCAPED))
        self.fh.write(f"<si><t>{string}</t></si>") if usual else super()._write_si(string)

    def _xml_rich_si_element(self, string: str) -> None:
        """Write a text that looks like the markup of the library as the text that it is."""
        self._xml_si_element(string, [])


packager.SharedStrings = Texts  # it has no option for it
SPANNED = 16  # rows have their first and last column in common
ESCAPED = "&", "<", ">", "_x"
_letters = lru_cache(xl_col_to_name)


class Styles(dict[Look, str]):
    """The number of each look in a workbook, with the end of its attribute; it is given when a look is first used."""

    def __init__(self, book: Workbook) -> None:
        super().__init__()
        self.book = book

    def __missing__(self, look: Look) -> str:
        """Returns the number of a look that was not used before."""
        self[look] = f'{self.book.add_format(dict(look.value))._get_xf_index()}"'  # noqa: SLF001 - as the library does
        return self[look]


def write_workbook(title: str, author: str, day: date, pages: Sequence[Page]) -> bytes:
    """Returns the bytes of the workbook; they depend only on these arguments."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": cell_text(title), "author": cell_text(author)})
        looks = Styles(book)
        for page in pages:
            sheet = book.add_worksheet(page.name, TextSheet)
            _fill(sheet, page, looks)
            _set_up(sheet, page)
    return pack(file.getvalue(), day)


def _fill(sheet: TextSheet, page: Page, looks: Styles) -> None:
    """Set the cells of a page, and what may be typed into them."""
    for number, row in enumerate(page.rows):
        sheet.fill(number, row, looks)
    for span in page.spans:
        sheet.join(span, looks[Look.TEXT])
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
