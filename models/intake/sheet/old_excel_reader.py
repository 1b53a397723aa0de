"""A process that reads one .xls from its input and writes its sheets as JSON, within the limits of its arguments.

It is run as a file and imports nothing of this project. Exit codes: 4 too large, other than 0 damaged.
"""

import json
import resource
import sys
from typing import Any

import xlrd

TOO_MUCH = 4
MAX_ROW = 50_100
SUMMARY, AUTHOR = "\x05SummaryInformation", 4


def main(memory: int, seconds: int, output: int) -> int:
    """Read, write, and return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=sys.stderr)
    maker = maker_in(xlrd.compdoc.CompDoc(data, sys.stderr).get_named_stream(SUMMARY) or b"")
    sheets = []
    for sheet in book.sheets():
        sheets.append(describe(sheet, maker, output))
        output -= len(json.dumps(sheets[-1]))
    formats = {xf.format_key: book.format_map[xf.format_key].format_str for xf in book.xf_list}
    styles = [xf.format_key for xf in book.xf_list]
    json.dump({"sheets": sheets, "formats": formats, "styles": styles, "mac": bool(book.datemode)}, sys.stdout)
    return 0


def describe(sheet: Any, maker: bytes, left: int) -> dict[str, Any]:  # noqa: ANN401 - a sheet of xlrd
    """Return a sheet as JSON knows it: rows that are not blank, merged ranges from 1, comments of others."""
    notes = [
        [row + 1, column + 1, note.author.strip(), note.text]
        for (row, column), note in sorted(sheet.cell_note_map.items())
        if not is_by(note.author, maker)
    ]
    merges = [[top + 1, west + 1, bottom, east] for top, bottom, west, east in sheet.merged_cells]
    rows = rows_of(sheet, left)
    return {"name": sheet.name, "visible": not sheet.visibility, "rows": rows, "merges": merges, "notes": notes}


def rows_of(sheet: Any, left: int) -> list[list[Any]]:  # noqa: ANN401 - as above
    """Return the rows that are not blank: number from 1, cells, whether it is hidden."""
    rows = []
    for place in range(sheet.nrows):
        cells = [cell_json(cell) for cell in sheet.row(place)]
        if any(cell is not None for cell in cells):
            rows.append([place + 1, cells, place in sheet.rowinfo_map and bool(sheet.rowinfo_map[place].hidden)])
            left -= sum(len(cell) if isinstance(cell, str) else 8 for cell in cells)
            if left < 0 or place >= MAX_ROW:
                sys.exit(TOO_MUCH)
    return rows


def cell_json(cell: Any) -> Any:  # noqa: ANN401 - a cell of xlrd
    """Return a value as JSON knows it: a number with its style in a list, None for an empty cell."""
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return [repr(int(cell.value) if cell.value.is_integer() else cell.value), cell.xf_index]
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value)).upper()
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    return cell.value or None


def maker_in(summary: bytes) -> bytes:
    """Return who made a workbook, from the properties of its document: one section of ids and places."""
    start = int.from_bytes(summary[44:48], "little")
    words = [int.from_bytes(summary[at : at + 4], "little") for at in range(start, len(summary), 4)]
    count = words[1] if len(words) > 1 else 0
    places = dict(zip(words[2 : 2 + 2 * count : 2], words[3 : 3 + 2 * count : 2], strict=False))
    place = start + places.get(AUTHOR, 0) + 4
    size = int.from_bytes(summary[place : place + 4], "little")
    return summary[place + 4 : place + 4 + size].rstrip(b"\0") if AUTHOR in places else b""


def is_by(author: str, maker: bytes) -> bool:
    """Return whether an author is the maker, in one of the encodings that programs write it in."""
    return bool(maker) and maker in [author.encode(code, "replace") for code in ("utf-8", "gbk", "utf-16-le")]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
