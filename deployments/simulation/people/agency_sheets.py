"""Sheets in the simulation: those of the agency, filled in by their rows and read back, and .csv files."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from deployments.simulation.people.planned_acts import PlannedAct, Scene
from models.intake.agency_sheet import SheetColumn, read_filled, texts_of
from models.ledger.agency_sheet.content import agency_sheet
from models.ledger.agency_sheet.kinds import SHEETS
from notifications.documents.agency_sheet import workbook

Values = Mapping[str, Any]


def fill_sheet(scene: Scene, key: str, rows: Sequence[Values], folder: Path) -> PlannedAct:
    """Returns the import of a sheet of this kind, filled in with rows by the names of their fields.

    A row whose keys stand in the exported sheet is filled in there; any other is written below.
    """
    kind, act = SHEETS[key]
    book = workbook(agency_sheet(scene.session, kind, scene.day))
    file = folder / f"{key}-{scene.day}.xlsx"
    columns = [column for column in kind.layout if column.field]
    file.write_bytes(_filled(book, columns, [texts_of(row) for row in rows]))
    data = read_filled(file, kind.layout)
    file.unlink()
    return PlannedAct(act, data, f"{act}|{scene.day}|{_names(kind.read, rows)}")


def _names(columns: Sequence[SheetColumn], rows: Sequence[Values]) -> str:
    """Returns what the rows are about, for the request id."""
    named = [column.field for column in columns if column.key]
    return ";".join("/".join(str(row.get(name, "")) for name in named) for row in rows)


def _filled(book: bytes, columns: Sequence[SheetColumn], rows: Sequence[Values]) -> bytes:
    """Returns the workbook with the values of each row, in the row of the ledger or after them all."""
    file = load_workbook(BytesIO(book))
    page: Any = file.worksheets[0]
    place, keys = _places(page, columns), [column.field for column in columns if column.key]
    numbers = _row_numbers(page, [place[key] for key in keys])
    free = count(2 + len(numbers))
    for row in rows:
        number = numbers.get(tuple(_text(row.get(key)) for key in keys)) or next(free)
        _write_row(page, number, place, row)
    buffer = BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _places(page: Any, columns: Sequence[SheetColumn]) -> dict[str, int]:  # noqa: ANN401 - openpyxl is untyped here
    titles = [str(cell.value).rstrip("*") for cell in page[1]]
    return {column.field: titles.index(column.title) + 1 for column in columns}


def _write_row(page: Any, number: int, place: Mapping[str, int], values: Values) -> None:  # noqa: ANN401 - openpyxl
    for name, value in values.items():
        page.cell(number, place[name]).value = value


def _row_numbers(page: Any, places: Sequence[int]) -> dict[tuple[str, ...], int]:  # noqa: ANN401 - openpyxl is untyped here
    """Returns the number of each row of the ledger by its keys."""
    keys = {tuple(_text(page.cell(n, place).value) for place in places): n for n in range(2, page.max_row + 1)}
    return {key: number for key, number in keys.items() if any(key)}


def _text(value: object) -> str:
    return "" if value is None else str(value)


def write_sheet(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write the rows under the titles of them all; what a row lacks is empty. Returns the path."""
    written = list(rows)
    titles = list(dict.fromkeys(title for row in written for title in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, titles, restval="")
        writer.writeheader()
        writer.writerows(written)
    return path
