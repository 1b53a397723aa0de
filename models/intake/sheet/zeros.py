"""Codes that lost their leading zeros: where other cells of the column show how many digits a code has."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.intake.complaints import ReadColumn, Row
from models.intake.values import Cell, folded

SHOWN = 5


def restore_zeros(rows: Sequence[Row], columns: Sequence[ReadColumn]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the rows with lost zeros restored, and what was guessed, a sentence for each column.

    A code is filled up only if it is a number cell (in a text file: digits), and all codes of the column that begin
    with a zero have one length. In a column of keys it is not filled up to a key that the sheet has already.
    """
    changes: dict[int, dict[str, Cell]] = defaultdict(dict)
    guessed: list[str] = []
    for column in columns:
        if column.code and (found := _find(rows, column)):
            for index, code in found.items():
                changes[index][column.name] = code
            guessed.append(_sentence(rows, column, found))
    restored = (
        replace(row, cells={**row.cells, **changes[index]}) if index in changes else row
        for index, row in enumerate(rows)
    )
    return tuple(restored), tuple(guessed)


def _sentence(rows: Sequence[Row], column: ReadColumn, found: dict[int, str]) -> str:
    listed = list(found.items())[:SHOWN]
    places = "、".join(f"{rows[index].address(column.name)}读作“{code}”" for index, code in listed)
    more = f"等{len(found)}格" if len(found) > SHOWN else ""
    return f"{column.name}丢了前导零，已补：{places}{more}"


def _find(rows: Sequence[Row], column: ReadColumn) -> dict[int, str]:
    texts = {folded(row.cells.get(column.name)) for row in rows}
    lengths = {len(text) for text in texts if text.startswith("0") and text.isascii() and text.isdigit()}
    if len(lengths) != 1:
        return {}
    digits = lengths.pop()
    found = {index: text.zfill(digits) for index, text in _shorter(rows, column.name, digits)}
    return {index: code for index, code in found.items() if not (column.key and code in texts)}


def _shorter(rows: Sequence[Row], name: str, digits: int) -> Iterator[tuple[int, str]]:
    for index, row in enumerate(rows):
        cell = row.cells.get(name)
        if isinstance(cell, int | float) or not row.origin.sheet:
            text = folded(cell)
            if text.isascii() and text.isdigit() and len(text) < digits:
                yield index, text
