"""Tables that commands print, read back: cells that go on below are joined again."""

from __future__ import annotations

from itertools import pairwise

from deployments.text_table import width


def read_table(text: str) -> list[list[str]]:
    """Return the cells of each row; what has no first cell goes on from the row above."""
    lines = text.splitlines()
    line = next(number for number, each in enumerate(lines) if each and set(each) == {"-"})
    starts = _starts(lines[0])
    rows: list[list[str]] = []
    for each in lines[line + 1 :]:
        cells = [_between(each, first, last).strip() for first, last in pairwise([*starts, 10_000])]
        if cells[0]:
            rows.append(cells)
        elif rows:
            rows[-1] = [above + below for above, below in zip(rows[-1], cells, strict=True)]
    return rows


def _starts(titles: str) -> list[int]:
    places = [0, *(n for n in range(2, len(titles)) if titles[n - 2 : n] == "  " and titles[n] != " ")]
    return [width(titles[:place]) for place in places]


def _between(text: str, first: int, last: int) -> str:
    taken, place = "", 0
    for char in text:
        if first <= place < last:
            taken += char
        place += width(char)
    return taken
