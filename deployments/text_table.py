"""Tables of text whose columns line up although Chinese characters are wide."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any
from unicodedata import east_asian_width

from models.rules.plain_text import one_line

SCREEN = 100  # columns of a terminal
GAP = 2
CUT = "…"  # takes one column
NARROWEST, WIDEST = 6, 30  # of a column that is narrowed; the second where words must not break
BEFORE, AFTER = "[（“《]*", "[，。；：、）”》]*"  # punctuation that stays with what it precedes or follows
# What stays on one line if it fits: a command with its options; if it does not, each of its words.
OPTION = "--[a-z-]+ [^\\s\\-，。；：、）”》]+"  # with its value, which may be a Chinese word
COMMAND = re.compile(rf"{BEFORE}(?:mubiao(?: (?:{OPTION}|[!-~]+))+|[!-~]+|.){AFTER}")
WORD = re.compile(rf"{BEFORE}(?:{OPTION}|[!-~]+|.){AFTER}")


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
    widths, going_on = _widths(cells), frozenset(wrapped)
    if columns is not None:
        widths = _fitted(widths, _least(cells, going_on), columns - GAP * (len(titles) - 1), frozenset(whole))
    lines = [line for row in cells for line in _lines(row, widths, going_on)]
    body = ["  ".join(c + " " * (w - width(c)) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines]
    head = len(list(_lines(cells[0], widths, going_on)))
    return "\n".join([*body[:head], "-" * max(map(width, body[:head])), *body[head:]])


def _lines(row: Sequence[str], widths: Sequence[int], wrapped: frozenset[int]) -> Iterator[tuple[str, ...]]:
    """Return the lines of a row: of a wrapped cell its parts, of any other one the beginning in the first line."""
    parts = [
        split(cell, most) if place in wrapped else [_cut(cell, most)]
        for place, (cell, most) in enumerate(zip(row, widths, strict=True))
    ]
    return zip_longest(*parts, fillvalue="")


def split(text: str, most: int) -> list[str]:
    """Return a text in lines not wider than `most`; no command, word, date or code is broken that fits into a line."""
    if width(text) <= most:
        return [text.rstrip()]
    lines = [""]
    for piece in _pieces(text, most):
        if width(lines[-1] + piece) > most:
            lines.append("")
        lines[-1] += piece if lines[-1] or len(lines) == 1 else piece.lstrip()
    return [line.rstrip() for line in lines]


def _pieces(text: str, most: int) -> Iterator[str]:
    """Yield commands and other words; the words of a command that is too long, the characters of such a word."""
    for piece in COMMAND.findall(text):
        for word in [piece] if width(piece) <= most else WORD.findall(piece):
            yield from [word] if width(word) <= most else word


def _least(cells: Sequence[Sequence[str]], wrapped: frozenset[int]) -> list[int]:
    """Returns how narrow each column may be; in a wrapped one no word of Latin letters or digits is broken."""
    least = [NARROWEST] * len(cells[0])
    for i in wrapped:
        longest = max(width(word) for row in cells for word in WORD.findall(row[i]) or [""])
        least[i] = max(NARROWEST, min(longest, WIDEST))
    return least


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    return [max(width(row[i]) for row in cells) for i in range(len(cells[0]))]


def _fitted(widths: Sequence[int], least: Sequence[int], total: int, whole: frozenset[int]) -> list[int]:
    """The widths of the columns after the widest ones were narrowed until all of them fit, the `whole` ones last.

    None becomes narrower than its `least` width while another one can.
    """
    fitted = list(widths)
    others = [place for place in range(len(fitted)) if place not in whole]
    for places, most in ((others, least), (range(len(fitted)), least), (range(len(fitted)), [NARROWEST] * len(fitted))):
        while sum(fitted) > total and (wide := [place for place in places if fitted[place] > most[place]]):
            fitted[max(wide, key=fitted.__getitem__)] -= 1
    return fitted


def _cut(text: str, most: int) -> str:
    """The text, or its beginning with a mark if it is wider than `most`."""
    if width(text) <= most:
        return text
    while width(text) > most - 1:
        text = text[:-1]
    return text + CUT
