"""Tables of text whose columns line up although Chinese characters are wide."""

from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

from models.rules.plain_text import one_line

GAP = 2
CUT = "…"  # takes one column
NARROWEST = 6


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def table(
    titles: Sequence[str], rows: Iterable[Sequence[Any]], columns: int | None = None, whole: Iterable[int] = ()
) -> str:
    """A table whose columns line up; in `columns` columns at most, if given, with the longest cells cut.

    The columns at the places `whole` are cut last: they hold what the next command needs. What people wrote
    cannot begin a row: each cell is one line.
    """
    cells = [list(titles), *([one_line(str(cell)) for cell in row] for row in rows)]
    if columns is not None:
        _cut_cells(cells, columns - GAP * (len(titles) - 1), frozenset(whole))
    widths = _widths(cells)
    lines = ["  ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "-" * width(lines[0]), *lines[1:]] if lines else lines)


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    return [max(width(row[i]) for row in cells) for i in range(len(cells[0]))]


def _cut_cells(cells: list[list[str]], total: int, whole: frozenset[int]) -> None:
    """Cut the cells of the widest columns until all columns together take `total`."""
    fitted = _fitted(_widths(cells), total, whole)
    cells[:] = [[_cut(cell, most) for cell, most in zip(row, fitted, strict=True)] for row in cells]


def _fitted(widths: Sequence[int], total: int, whole: frozenset[int]) -> list[int]:
    """The widths of the columns after the widest ones were narrowed until all of them fit, the `whole` ones last."""
    fitted = list(widths)
    others = [place for place in range(len(fitted)) if place not in whole]
    for places in (others, range(len(fitted))):
        while sum(fitted) > total and max((fitted[place] for place in places), default=0) > NARROWEST:
            fitted[max(places, key=fitted.__getitem__)] -= 1
    return fitted


def _cut(text: str, most: int) -> str:
    """The text, or its beginning with a mark if it is wider than `most`."""
    if width(text) <= most:
        return text
    while width(text) > most - 1:
        text = text[:-1]
    return text + CUT
