"""How a table is printed: A4 landscape with at least nine points and lines between the cells.

A wide table takes several pages side by side; each repeats the first columns.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

A4 = 9
MARGINS = PageMargins(left=0.35, right=0.35, top=0.7, bottom=0.6, header=0.3, footer=0.3)  # inches
WIDEST = 182  # characters in all columns: text of 11 points is then printed with 9
REPEATED = 2  # columns: number and name
LINE_HEIGHT, TALLEST = 16, 409  # points; the most that a row may have
WIDE, NARROW, EDGE = 2.1, 1.0, 0.5  # widths of a Chinese and a Latin letter and of the edge, in characters


def set_up_page(sheet: Any, widths: Sequence[float]) -> None:  # noqa: ANN401 - openpyxl is untyped here
    """Set the widths of the columns in characters and how the sheet is printed.

    A table that is wider than a page has its first columns on every page.
    """
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    if (pages := count_pages(widths)) > 1:
        sheet.page_setup.fitToWidth = pages
        sheet.print_title_cols = f"A:{get_column_letter(REPEATED)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins, sheet.print_options.gridLines = MARGINS, True


def count_pages(widths: Sequence[float]) -> int:
    """Returns how many pages side by side the columns take if none is cut and the first ones are repeated."""
    head, pages, taken = sum(widths[:REPEATED]), 1, 0.0
    for width in widths:
        if taken + width > WIDEST:
            pages, taken = pages + 1, head
        taken += width
    return pages


def set_height(sheet: Any, number: int, values: Iterable[Any], widths: Sequence[float]) -> None:  # noqa: ANN401 - as above
    """Set the height of a row whose texts wrap: not every program finds it by itself."""
    texts = ((value, width) for value, width in zip(values, widths, strict=False) if isinstance(value, str))
    lines = max((count_lines(value, width) for value, width in texts), default=1)
    if lines > 1:
        sheet.row_dimensions[number].height = min(LINE_HEIGHT * lines, TALLEST)


def count_lines(text: str, width: float) -> int:
    """Returns how many lines a text takes in a column of a width in characters."""
    return sum(max(1, ceil(_measure(paragraph) / (width - EDGE))) for paragraph in text.split("\n"))


def _measure(text: str) -> float:
    return sum(WIDE if east_asian_width(char) in "WF" else NARROW for char in text)
