"""Fills in the white cells of an answer sheet (回复表), as an office does that answers by mail."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from models.rules.answer_form import CHECK, Form, plain_title

Values = Mapping[str, Any]
SEPARATOR = "、"


def filled_in(book: bytes, title: str, form: Form, fields: Values, rows: Mapping[str, Values]) -> bytes:
    """Returns the workbook with the values written into the sheet of the duty with this title.

    `fields` are the values of single cells and `rows` those of each target's row by its code, both by the name of the
    white cell; several file names of one cell are a list. Raises StopIteration if no sheet has this title.
    """
    workbook = load_workbook(BytesIO(book))
    page: Any = next(sheet for sheet in workbook.worksheets if str(sheet["A1"].value).endswith(f"  {title}"))
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
