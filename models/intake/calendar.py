"""工作日历: the sheet of dates that a notice takes out of the Monday-to-Friday order."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from models.intake.complaints import Checked, Column, SheetRow
from models.intake.row_checks import check_sheet, repeated
from models.intake.sheet.reading import read_rows
from models.intake.values import FIRST_YEAR, Day, MaybeText, Text, choice, day
from models.rules.kinds import DayKind

COLUMNS = (
    Column("date", required=True),
    Column("kind", required=True),
    Column("name"),
    Column("notice_title", required=True),
    Column("notice_number", required=True),
    Column("notice_date", required=True),
)
# The notice for the first year came out the year before.
NoticeDay = Annotated[datetime.date, BeforeValidator(lambda cell: day(cell, first_year=FIRST_YEAR - 1))]


class CalendarRow(SheetRow):
    """One holiday or make-up day, with its notice."""

    date: Day
    kind: Annotated[DayKind, BeforeValidator(choice(DayKind))]
    name: MaybeText = ""
    notice_title: Text
    notice_number: Text
    notice_date: NoticeDay


@dataclass(frozen=True, slots=True)
class CarriedOver(Checked[CalendarRow]):
    """Days from another ledger's calendar: they were checked there, as whole notices, when imported."""


def read_calendar(path: Path, sheet_name: str = "") -> Checked[CalendarRow]:
    """Parse the days of a file. A complaint is added if a date is repeated."""
    sheet = read_rows(path, COLUMNS, sheet_name)
    repeats = repeated(sheet.rows, "date", lambda row: day(row.cells["date"]))
    return check_sheet(sheet, CalendarRow, repeats)
