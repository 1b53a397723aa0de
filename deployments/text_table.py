"""Tables of text whose columns line up although Chinese characters are wide."""

from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def table(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table whose columns line up although Chinese characters are wide."""
    cells = [list(titles), *([str(cell) for cell in row] for row in rows)]
    widths = [max(width(row[i]) for row in cells) for i in range(len(titles))]
    lines = ["  ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "-" * width(lines[0]), *lines[1:]] if lines else lines)
