"""Answer sheets as offices return them: written by the system, filled in with openpyxl, given back to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.intake.answer import Answer, Enclosed
from models.intake.answer_file import read_answer
from models.intake.complaints import ImportRefused
from models.ledger.answer.content import answer_book
from models.rules.answer_form import CHECK, CODE
from notifications.documents.answer_sheet import workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.intake.answer import GivenSheet
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql

Cells = dict[str, Any]
NUMBER = """
SELECT o.id FROM obligation o JOIN department w ON w.id = o.owed_by
WHERE o.kind = :kind AND o.period = :period AND w.code = :office
"""


def duty_number(sql: Sql, kind: str, period: str, office: str = "D001") -> int:
    """The number of a duty, as `mubiao owed` shows it."""
    return int(sql.value(NUMBER, kind=kind, period=period, office=office))


def sent(acting: Acting, place: Path, *obligations: int) -> Path:
    """The answer sheets of these duties as they are sent that day."""
    with begin() as session:
        place.write_bytes(workbook(answer_book(session, obligations, acting.day)))
    return place


def fill_in(
    place: Path, fields: Cells | None = None, rows: Mapping[str, Cells] | None = None, *, page: int = 1
) -> Path:
    """Fill in the sheet on a page: single cells by title, and cells of rows by the target's code and the title."""
    book = load_workbook(place)
    sheet: Any = book.worksheets[page]
    for title, value in (fields or {}).items():
        next(row for row in sheet.iter_rows() if str(row[0].value).startswith(title))[1].value = value
    if rows:
        header = next(row for row in sheet.iter_rows() if CHECK in [cell.value for cell in row])
        columns = {cell.value: cell.column for cell in header}
        lines = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=header[0].row + 1)}
        for code, cells in rows.items():
            for title, value in cells.items():
                sheet.cell(lines[code], columns[title]).value = value
    book.save(place)
    return place


def fill_down(place: Path, column: str, *values: Any, first: int = 6) -> Path:
    """Fill in a column of the first sheet, row by row: rows of leaves all have the code of their target."""
    book = load_workbook(place)
    for row, value in enumerate(values, first):
        book.worksheets[1][f"{column}{row}"] = value
    book.save(place)
    return place


def code_in(place: Path, page: int = 1) -> str:
    """The answer code of a sheet."""
    sheet: Any = load_workbook(place).worksheets[page]
    return str(next(row for row in sheet.iter_rows() if row[0].value == CODE)[1].value)


def given(place: Path, page: int = 0) -> GivenSheet:
    """One answer sheet of a file as it is read."""
    return read_answer(place)[0][page]


def give_back(acting: Acting, place: Path, *files: Path, office: str = "D001", page: int = 0) -> Summary:
    """An office gives a sheet back, with these files."""
    sheets, digest = read_answer(place)
    return acting.office(office).given(Answer(sheets[page], digest, Enclosed(files)), "take_answer")


def faults(acting: Acting, place: Path, *files: Path, office: str = "D001", page: int = 0) -> list[tuple[str, str]]:
    """The cells and sentences with which a sheet is refused."""
    with pytest.raises(ImportRefused) as refusal:
        give_back(acting, place, *files, office=office, page=page)
    return [(complaint.cell, complaint.message) for complaint in refusal.value.complaints]
