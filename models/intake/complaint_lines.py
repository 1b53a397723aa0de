"""Complaints as the lines of a refusal: a fault that repeats over the rows of a sheet is told in one line."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from models.intake.column_letters import column_letter, column_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from models.intake.complaints import Complaint

FEW = 5  # places of one kind that still have a line each; as many are named in the line of more
ADDRESS = re.compile(r"([A-Z]+)(\d+)")


class CellBlock(NamedTuple):
    """Cells side by side: columns and rows, each from first to last."""

    left: int
    right: int
    top: int
    bottom: int

    def __str__(self) -> str:
        first, last = f"{column_letter(self.left)}{self.top}", f"{column_letter(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


def complaint_lines(complaints: Iterable[Complaint]) -> Iterator[str]:
    """Yield a line for each complaint, and one for all of a kind that has more than `FEW` places.

    Complaints are of one kind if they differ only in their column and in the value that they quote.
    """
    kinds: dict[tuple[str, str, str], list[Complaint]] = defaultdict(list)
    ordered = list(complaints)
    for each in ordered:
        kinds[_kind(each)].append(each)
    for each in ordered:
        same = kinds[_kind(each)]
        if len(same) <= FEW:
            yield _line(each, each.cell, each.message)
        elif same[0] is each:
            yield _line(each, _places(same), _shared(same))


def _line(complaint: Complaint, place: str, message: str) -> str:
    sheet = f" 工作表“{complaint.sheet}”" if complaint.sheet else ""
    return f"{complaint.file}{sheet} {place}：{message}"


def _kind(complaint: Complaint) -> tuple[str, str, str]:
    words = complaint.message.removeprefix(complaint.title)
    return complaint.file, complaint.sheet, words.replace(f"“{complaint.value}”", "“”", 1) if complaint.value else words


def _shared(same: Sequence[Complaint]) -> str:
    """Return the message of the first, which says where the others have another column or another value."""
    first, columns = same[0], len({each.title for each in same})
    words = first.message.removeprefix(first.title)
    if len({each.message.removeprefix(each.title) for each in same}) > 1:
        words = words.replace(f"“{first.value}”", f"“{first.value}”等", 1)
    return f"{first.title}{f'等{columns}列' if columns > 1 else ''}{words}"


def _places(same: Sequence[Complaint]) -> str:
    """Return the first places, cells side by side as a range (F2:T31), and the number of all."""
    found = [ADDRESS.fullmatch(each.cell) for each in same]
    cells = [(column_number(match[1]), int(match[2])) for match in found if match]
    named = list(map(str, _blocks(cells))) if len(cells) == len(same) else [each.cell for each in same]
    return f"{'、'.join(named[:FEW])}{'等' if len(named) > FEW else '，共'}{len(same)}处"


def _blocks(cells: Iterable[tuple[int, int]]) -> Iterator[CellBlock]:
    """Yield cells, each a column and a row, as blocks: runs of rows, then equal runs of columns side by side."""
    rows: dict[int, list[int]] = defaultdict(list)
    for column, row in sorted(set(cells)):
        rows[column].append(row)
    columns: dict[tuple[int, int], list[int]] = defaultdict(list)
    for column, its_rows in rows.items():
        for run in _runs(its_rows):
            columns[run].append(column)
    for (top, bottom), its_columns in sorted(columns.items()):
        for left, right in _runs(its_columns):
            yield CellBlock(left, right, top, bottom)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of consecutive numbers; they come in ascending order."""
    for _, pairs in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in pairs]
        yield run[0], run[-1]
