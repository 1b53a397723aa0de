"""The package's data files: the calendar announced since 2013, the breaks expected after it, the clauses."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby

from models.rules.kinds import DayKind
from models.rules.workdays import Break, MarkedDay, WorkCalendar

CALENDAR = "calendar_cn.csv"


def shipped_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file of the package as dicts by column."""
    text = (files("models") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@cache
def expected_breaks() -> tuple[Break, ...]:
    """Return the breaks of 2027 to 2030, one per festival and year (A34); cached."""
    return tuple(_read_breaks())


def _read_breaks() -> Iterator[Break]:
    rows = shipped_rows("expected_breaks.csv")
    for (name, basis, makeup, _), days in groupby(rows, key=_break_key):
        yield Break(name, tuple(date.fromisoformat(day["date"]) for day in days), int(makeup), basis)


def _break_key(row: dict[str, str]) -> tuple[str, str, str, str]:
    return row["name"], row["basis"], row["makeup_days_to_expect"], row["date"][:4]


@cache
def shipped_calendar() -> WorkCalendar:
    """Return the calendar as shipped, for queries before an installation exists; cached."""
    days = [
        MarkedDay(date.fromisoformat(row["date"]), DayKind(row["kind"]), row["name"], row["notice_number"])
        for row in shipped_rows(CALENDAR)
    ]
    return WorkCalendar(days, expected_breaks(), date(max(day.date.year for day in days), 12, 31))
