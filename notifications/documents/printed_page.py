"""How a table is written and printed: A4 landscape with at least nine points and lines between the cells.

A wide table takes several pages side by side; each repeats the first columns.
"""

import errno
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from math import ceil
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from models.rules.plain_text import cell_text
from notifications.documents.looks import Look

A4 = 9
MARGINS = {"left": 0.35, "right": 0.35, "top": 0.7, "bottom": 0.6}  # inches
WIDEST = 182  # characters in all columns: text of 11 points is then printed with 9
REPEATED = 2  # columns: number and name
PIXELS = 7  # of a character; the library adds an edge to a width in characters
LINE_HEIGHT, TALLEST = 16, 409  # points; the most that a row may have
USUAL = 11  # points of a letter
LONGEST_HEADER = 200  # characters; Excel opens no more than 255 with the signs in it
WIDE, NARROW, EDGE = 2.1, 1.0, 0.5  # widths of a Chinese and a Latin letter and of the edge, in characters


class PrintedBook(Workbook):  # type: ignore[misc]  # the library has no types
    """A workbook of printed pages, written row by row, so that tens of thousands of rows need little memory."""

    def __init__(self, title: str = "", author: str = "") -> None:
        self._content, self._folder = BytesIO(), TemporaryDirectory()
        super().__init__(self._content, {"constant_memory": True, "tmpdir": self._folder.name})
        self.set_properties({"title": cell_text(title), "author": cell_text(author)})
        self._formats = {look: self.add_format(dict(look.value)) for look in Look}

    def add_page(self, name: str, widths: Sequence[float], below: Sequence[Look] = ()) -> "PrintedPage":
        """Add a page: widths of its columns in characters, and how they look below the rows.

        A table that is wider than a page has its first columns on every page.
        """
        page: PrintedPage = self.add_worksheet(name, PrintedPage)
        page.widths, page.formats = widths, self._formats
        for place, width in enumerate(widths):
            look = self._formats[below[place]] if below else None
            page.set_column_pixels(place, place, round(width * PIXELS), look)
        pages = count_pages(widths)
        if pages > 1:
            page.repeat_columns(0, REPEATED - 1)
        page.fit_to_pages(pages, 0)
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(**MARGINS)
        page.hide_gridlines(0)
        return page

    def finished(self) -> bytes:
        """Returns the bytes of the workbook. Raises OSError if the temporary folder has no room."""
        try:
            self.close()
        except FileCreateError as error:  # the library's own, which is no OSError
            raise OSError(errno.ENOSPC, str(error), self._folder.name) from error
        self._folder.cleanup()
        return self._content.getvalue()


class PrintedPage(Worksheet):  # type: ignore[misc]  # as above
    """A page of a workbook, written row by row."""

    widths: Sequence[float]
    formats: dict[Look, Any]
    next_row = 0

    def append(self, cells: Iterable[tuple[Any, Look]]) -> None:
        """Add a row that is as high as its wrapped texts: not every program finds it by itself.

        A text that begins with = or looks like a date is stored as text, never as anything else.
        """
        lines = 1.0
        for place, (value, look) in enumerate(cells):
            if isinstance(value, str) and value:
                self.write_string(self.next_row, place, cell_text(value), self.formats[look])
                size = look.value.get("font_size", USUAL)
                wrapped = count_lines(value, self.widths[place] * USUAL / size) if "text_wrap" in look.value else 1
                lines = max(lines, wrapped * max(1, size / USUAL))
            else:
                number = float(value) if isinstance(value, Decimal) else value  # 50.00 is stored as 50
                self.write(self.next_row, place, number, self.formats[look])
        if lines > 1:
            self.set_row(self.next_row, min(LINE_HEIGHT * lines, TALLEST))
        self.next_row += 1

    def label(self, header: str = "", right: str = "") -> None:
        """Print a header and the number of the page on each; the library would take &G in a name for a picture."""
        self.header = "&C" * bool(header) + header[: LONGEST_HEADER - header.count("&")].replace("&", "&&")
        self.footer = f"&C— &P —&R{right}" if right else "&C— &P —"
        self.header_footer_changed = True

    def _xml_rich_inline_string(self, string: str, attributes: list[Any]) -> None:
        """Write a text that looks like the markup of the library as the text that it is."""
        self._xml_inline_string(string, False, attributes)  # noqa: FBT003 - of the library


def count_pages(widths: Sequence[float]) -> int:
    """Returns how many pages side by side the columns take if none is cut and the first ones are repeated."""
    head, pages, taken = sum(widths[:REPEATED]), 1, 0.0
    for width in widths:
        if taken + width > WIDEST:
            pages, taken = pages + 1, head
        taken += width
    return pages


def count_lines(text: str, width: float) -> int:
    """Returns how many lines a text takes in a column of a width in characters."""
    return sum(max(1, ceil(_measure(paragraph) / (width - EDGE))) for paragraph in text.split("\n"))


def _measure(text: str) -> float:
    return sum(WIDE if east_asian_width(char) in "WF" else NARROW for char in text)
