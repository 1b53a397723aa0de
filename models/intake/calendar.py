"""工作日历: the sheet of dates that a notice takes out of the Monday-to-Friday order."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.complaints import Checked, ReadColumn, SheetRow
from models.intake.row_checks import check_sheet, repeated
from models.intake.sheet.reading import read_rows
from models.intake.values import FIRST_YEAR, Day, MaybeText, Text, choice, day
from models.rules.kinds import DayKind
from models.rules.sheet_check import CHECK

COLUMNS = (
    ReadColumn("日期", ("date",), required=True),
    ReadColumn("类别", ("kind",), required=True),
    ReadColumn("节日", ("name",)),
    ReadColumn("通知标题", ("notice_title",), required=True),
    ReadColumn("通知文号", ("notice_number",), required=True),
    ReadColumn("通知日期", ("notice_date",), required=True),
    ReadColumn(CHECK),
)
# The notice for the first year came out the year before.
NoticeDay = Annotated[datetime.date, BeforeValidator(lambda cell: day(cell, first_year=FIRST_YEAR - 1))]


class CalendarRow(SheetRow):
    """One holiday or make-up day, with its notice."""

    date: Day = Field(validation_alias="日期", examples=["2027-01-01"])
    kind: Annotated[DayKind, BeforeValidator(choice(DayKind))] = Field(validation_alias="类别")
    name: MaybeText = Field(default="", validation_alias="节日", examples=["元旦"])
    notice_title: Text = Field(validation_alias="通知标题", examples=["国务院办公厅关于2027年部分节假日安排的通知"])
    notice_number: Text = Field(validation_alias="通知文号", examples=["国办发明电〔2026〕9号"])
    notice_date: NoticeDay = Field(validation_alias="通知日期")


@dataclass(frozen=True, slots=True)
class CarriedOver(Checked[CalendarRow]):
    """Days from another ledger's calendar: they were checked there, as whole notices, when imported."""


def read_calendar(path: Path, sheet_name: str = "") -> Checked[CalendarRow]:
    """Parse the days of a file. A complaint is added if a date is repeated."""
    sheet = read_rows(path, COLUMNS, sheet_name)
    repeats = repeated(sheet.rows, "日期", lambda row: day(row.cells["日期"]))
    return check_sheet(sheet, CalendarRow, repeats)
