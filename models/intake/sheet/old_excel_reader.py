"""A process that reads one .xls from its input and writes its sheets as JSON, within the limits of its arguments.

It is run as a file and imports nothing of this project. Exit codes: 4 too large, other than 0 damaged.
"""

import datetime
import io
import json
import resource
import sys
from typing import Any

import python_calamine

TOO_MUCH = 4
MAX_ROW, MAX_WIDTH = 50_100, 201


def main(memory: int, seconds: int, output: int) -> int:
    """Read, write, and return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    left, comma = output, ""
    sys.stdout.write("[")
    for place, sheet in enumerate(book.sheets_metadata):
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            visible = sheet.visible == python_calamine.SheetVisibleEnum.Visible
            text = json.dumps(describe(book.get_sheet_by_index(place), sheet.name, left, visible=visible))
            left -= len(text)
            sys.stdout.write(comma + text)
            comma = ","
    sys.stdout.write("]")
    return 0


def describe(sheet: Any, name: str, left: int, *, visible: bool) -> dict[str, Any]:  # noqa: ANN401 - a CalamineSheet
    """Return a sheet as JSON knows it: rows that are not blank with their numbers, merged ranges from 1."""
    rows = []
    first, indent = sheet.start or (0, 0)
    for number, row in enumerate(sheet.iter_rows(), first + 1):
        cells = [None] * indent + [cell_json(cell) for cell in row]
        if any(cell is not None for cell in cells):
            rows.append([number, cells])
            left -= sum(len(cell) if isinstance(cell, str) else 8 for cell in cells)
        if left < 0 or number > MAX_ROW:
            sys.exit(TOO_MUCH)
    merges = [
        [top + 1, west + 1, bottom + 1, east + 1] for (top, west), (bottom, east) in sheet.merged_cell_ranges or ()
    ]
    return {"name": name, "visible": visible, "rows": rows, "merges": merges}


def cell_json(cell: Any) -> Any:  # noqa: ANN401 - a value of calamine
    """Return a value as JSON knows it: a date in a list, None for an empty cell."""
    if isinstance(cell, datetime.date):
        return [cell.isoformat()]
    if isinstance(cell, bool | datetime.time | datetime.timedelta):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
