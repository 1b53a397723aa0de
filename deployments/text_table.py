"""Tables of text whose columns line up although Chinese characters are wide."""

from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

GAP = 2
CUT = "…"  # takes one column
NARROWEST = 6


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def table(titles: Sequence[str], rows: Iterable[Sequence[Any]], columns: int | None = None) -> str:
    """A table whose columns line up; in `columns` columns at most, if given, with the longest cells cut."""
    cells = [list(titles), *([str(cell) for cell in row] for row in rows)]
    if columns is not None:
        _cut_cells(cells, columns - GAP * (len(titles) - 1))
    widths = _widths(cells)
    lines = ["  ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "-" * width(lines[0]), *lines[1:]] if lines else lines)


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    return [max(width(row[i]) for row in cells) for i in range(len(cells[0]))]


def _cut_cells(cells: list[list[str]], total: int) -> None:
    """Cut the cells of the widest columns until all columns together take `total`."""
    fitted = _fitted(_widths(cells), total)
    cells[:] = [[_cut(cell, most) for cell, most in zip(row, fitted, strict=True)] for row in cells]


def _fitted(widths: Sequence[int], total: int) -> list[int]:
    """The widths of the columns after the widest ones were narrowed until all of them fit."""
    fitted = list(widths)
    while sum(fitted) > total and max(fitted) > NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _cut(text: str, most: int) -> str:
    """The text, or its beginning with a mark if it is wider than `most`."""
    if width(text) <= most:
        return text
    while width(text) > most - 1:
        text = text[:-1]
    return text + CUT
