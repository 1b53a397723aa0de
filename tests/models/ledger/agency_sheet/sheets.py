"""Sheets of the agency as people work with them: exported to a real file, filled in by title, imported."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from models.database import begin
from models.intake.agency_sheet import read_filled
from models.ledger.agency_sheet.content import agency_sheet, empty_sheet
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.perform import perform
from models.rules.workdays import BusinessDay
from notifications.documents.agency_sheet import workbook
from tests.conftest import AT

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting

Rows = list[dict[str, Any]]


def export(acting: Acting, kind: str, folder: Path) -> Path:
    """Write the sheet of a kind as of the day of the actor."""
    with begin() as session:
        content = workbook(agency_sheet(session, SHEETS[kind][0], acting.day))
    path = folder / f"{kind}.xlsx"
    path.write_bytes(content)
    return path


def template(acting: Acting, kind: str, folder: Path) -> Path:
    """Write the empty sheet of a kind."""
    with begin() as session:
        content = workbook(empty_sheet(session, SHEETS[kind][0], acting.day))
    path = folder / f"{kind}-空白.xlsx"
    path.write_bytes(content)
    return path


def rows_in(path: Path) -> Rows:
    """Return the rows of a sheet that have any value, by title without the asterisk."""
    sheet: Any = load_workbook(path).worksheets[0]
    titles = [str(cell.value).rstrip("*") for cell in sheet[1]]
    rows = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=2))
    return [dict(zip(titles, row, strict=True)) for row in rows if any(value is not None for value in row)]


def fill(path: Path, rows: dict[int, dict[str, Any]]) -> Path:
    """Write values into rows (2 is the first below the header) by title; None clears a cell."""
    book = load_workbook(path)
    sheet: Any = book.worksheets[0]
    titles = [str(cell.value).rstrip("*") for cell in sheet[1]]
    for number, values in rows.items():
        for title, value in values.items():
            cell = sheet.cell(number, titles.index(title) + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)
    return path


def take(acting: Acting, kind: str, path: Path, *, keep: bool = True, match_rows: bool = False) -> Summary:
    """Import a sheet; unless `keep`, only try it."""
    with begin() as session:
        done = take_in(session, acting, kind, path, match_rows=match_rows)
        if not keep:
            session.rollback()
    return done


def take_in(session: Session, acting: Acting, kind: str, path: Path, *, match_rows: bool = False) -> Summary:
    """Import a sheet in a transaction that is already open."""
    chosen, act = SHEETS[kind]
    day = BusinessDay(acting.day, datetime.combine(acting.day, AT))
    filled = replace(read_filled(path, chosen.layout), match_rows=match_rows)
    return perform(session, act, filled, day, acting.actor)


def as_csv(path: Path, encoding: str = "gb18030") -> Path:
    """Save a sheet as a program does that knows only text: days and numbers as they are shown."""
    sheet: Any = load_workbook(path).worksheets[0]
    place = path.with_suffix(".csv")
    with place.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([_as_text(cell.value) for cell in row] for row in sheet.iter_rows())
    return place


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def counts(done: Summary) -> tuple[int, int, int]:
    """Return how many rows were new, changed and as they were."""
    return done.counts["new"], done.counts["changed"], done.counts["same"]
