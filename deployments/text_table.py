"""Tables of text whose columns line up although Chinese characters are wide."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any
from unicodedata import east_asian_width

from models.rules.plain_text import one_line

SCREEN = 100  # columns of a terminal
GAP = 2
CUT = "…"  # takes one column
NARROWEST = 6


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def table(
    titles: Sequence[str],
    rows: Iterable[Sequence[Any]],
    columns: int | None = SCREEN,
    whole: Iterable[int] = (),
    wrapped: Iterable[int] = (),
) -> str:
    """A table whose columns line up; in `columns` columns at most, unless None, with the longest cells cut.

    The columns at the places `whole` are cut last: they hold what the next command needs. Those at the places `wrapped`
    go on in the next line instead of being cut. What people wrote cannot begin a row: each cell is one line.
    """
    cells = [list(titles), *([one_line(str(cell)) for cell in row] for row in rows)]
    widths = _widths(cells)
    if columns is not None:
        widths = _fitted(widths, columns - GAP * (len(titles) - 1), frozenset(whole))
    going_on = frozenset(wrapped)
    lines = [line for row in cells for line in _lines(row, widths, going_on)]
    body = ["  ".join(c + " " * (w - width(c)) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines]
    head = len(list(_lines(cells[0], widths, going_on)))
    return "\n".join([*body[:head], "-" * max(map(width, body[:head])), *body[head:]])


def _lines(row: Sequence[str], widths: Sequence[int], wrapped: frozenset[int]) -> Iterator[tuple[str, ...]]:
    """Return the lines of a row: of a wrapped cell its parts, of any other one the beginning in the first line."""
    parts = [
        _split(cell, most) if place in wrapped else [_cut(cell, most)]
        for place, (cell, most) in enumerate(zip(row, widths, strict=True))
    ]
    return zip_longest(*parts, fillvalue="")


def _split(text: str, most: int) -> list[str]:
    """Return a text in parts that are not wider than `most`."""
    parts = [""]
    for char in text:
        if width(parts[-1] + char) > most:
            parts.append("")
        parts[-1] += char
    return parts


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    return [max(width(row[i]) for row in cells) for i in range(len(cells[0]))]


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
