"""Days as cells have them: a day without its year, a time of day, an instant of another zone."""

import re
from datetime import date, datetime, time, timedelta
from unicodedata import normalize

from models.rules.chinese_dates import in_full
from models.rules.workdays import SHANGHAI

TIMED = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})[ T]+(\d{1,2}):(\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)?", re.ASCII
)
WITHOUT_YEAR = re.compile(r"(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?", re.ASCII)
NEARLY = timedelta(seconds=60)  # what a program loses when it counts days in fractions


class ShownDay(str):
    """A date as its cell shows it, without its day or its year: 2026年6月, 6月30日; `full` is the date."""

    full: date

    def __new__(cls, text: str, full: datetime) -> "ShownDay":
        """Return the text that people see."""
        day = super().__new__(cls, text)
        day.full = full.date()
        return day


def settled(moment: datetime) -> datetime:
    """Return a moment as Shanghai has it, without its zone; one within a minute before midnight is midnight."""
    local = moment.astimezone(SHANGHAI).replace(tzinfo=None) if moment.tzinfo else moment
    later = local + NEARLY
    return datetime.combine(later.date(), time()) if later.date() > local.date() else local


def moment_in(text: str) -> datetime | None:
    """Return the moment of a text that is a date with a time of day: 2026-06-30 08:00, 2026-06-29T16:00:00Z."""
    if ":" not in text or not (found := TIMED.fullmatch(text.strip())):
        return None
    year, _, month, number, hour, minute, zone = found.groups("")
    try:
        return settled(datetime.fromisoformat(f"{year}-{month:0>2}-{number:0>2}T{hour:0>2}:{minute}{zone}"))
    except (ValueError, OverflowError):
        return None


def has_time(cell: object) -> bool:
    """Return whether a cell has a time of day, which is left out where a day is read."""
    moment = moment_in(cell) if isinstance(cell, str) else cell
    return isinstance(moment, datetime) and moment.time() != time()


def with_year(cell: object, year: int) -> object:
    """Return a day without a year as a date: in its own year if that is near the year of the sheet, in that if typed.

    Anything else is returned as it is.
    """
    found = WITHOUT_YEAR.fullmatch(normalize("NFKC", cell).strip()) if isinstance(cell, str) else None
    if found and isinstance(cell, ShownDay):
        return cell.full if abs(cell.full.year - year) <= 1 else cell
    try:
        return date(year, int(found[1]), int(found[2])) if found else cell
    except ValueError:
        return cell


def day_remark(cell: object, taken: date) -> str:
    """Return what was made of a cell to read a day; empty for a whole date."""
    if has_time(cell):
        return f"带有时刻，只取日期{in_full(taken)}"
    return (
        f"“{cell}”没有写年份，读作{in_full(taken)}"
        if isinstance(cell, str) and with_year(cell, taken.year) != cell
        else ""
    )
