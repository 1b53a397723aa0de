"""Fills in the white cells of an answer sheet (回复表), as an office does that answers by mail."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from models.rules.answer_form import CHECK
from models.rules.kinds import LineStatus
from models.rules.white_cells import Form, plain_title

Values = Mapping[str, Any]
SEPARATOR = "、"


def filled_in(book: bytes, title: str, form: Form, fields: Values, rows: Mapping[str, Values]) -> bytes:
    """Returns the workbook with the values written into the sheet of the duty with this title.

    `fields` are the values of single cells and `rows` those of each target's row by its code, both by the name of the
    white cell; several file names of one cell are a list. Raises StopIteration if no sheet has this title.
    """
    workbook = load_workbook(BytesIO(book))
    page: Any = next(sheet for sheet in workbook.worksheets if _is_of(sheet, title))
    for row in page.iter_rows():
        heading = plain_title(str(row[0].value or ""))
        for white in form.fields:
            if white.heading == heading and white.name in fields:
                _write(row[1], fields[white.name])
    if rows:
        _fill_rows(page, form, rows)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def has_sheet(book: bytes, title: str) -> bool:
    """Returns whether a workbook has the sheet of the duty with this title."""
    return any(_is_of(sheet, title) for sheet in load_workbook(BytesIO(book), read_only=True).worksheets)


def values_of(data: Mapping[str, Any], form: Form) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Returns what the input of an act says as values of single cells and of rows, by the names of the white cells."""
    fields = {white.name: data[white.name] for white in form.fields if white.name in data}
    rows = {line["target"]: _row_of(line) for line in data.get("lines", ())}
    for proof in data.get("evidence", ()):
        rows[proof["target"]].setdefault("evidence", []).append(Path(proof["file"]).name)
    return fields, rows


def _row_of(line: Mapping[str, Any]) -> dict[str, Any]:
    if "opinion" in line:
        return {name: line[name] for name in ("opinion", "reason", "proposal") if name in line}
    return {"progress": line["progress"], "status": LineStatus(line["status"]).label, "remark": line["remark"]}


def _is_of(page: Any, title: str) -> bool:  # noqa: ANN401 - openpyxl is untyped here
    return str(page["A1"].value).endswith(f"  {title}")


def _fill_rows(page: Any, form: Form, rows: Mapping[str, Values]) -> None:  # noqa: ANN401 - openpyxl is untyped here
    header = next(row for row in page.iter_rows() if CHECK in [cell.value for cell in row])
    headings = [plain_title(str(cell.value)) for cell in header]
    for row in page.iter_rows(min_row=header[0].row + 1):
        values = rows.get(str(row[0].value), {})
        for white in form.columns:
            if white.name in values:
                _write(row[headings.index(white.heading)], values[white.name])


def _write(cell: Any, value: Any) -> None:  # noqa: ANN401 - openpyxl is untyped here
    """Write a value; a text that begins with = stays a text, as in a cell that is formatted as text."""
    cell.value = SEPARATOR.join(value) if isinstance(value, list) else value
    if isinstance(cell.value, str):
        cell.data_type = "s"
