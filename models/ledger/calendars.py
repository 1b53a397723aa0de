"""The working-day calendar of a jurisdiction, read from its records and its parents'."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sqlmodel import Session

from models.database import engine, run
from models.intake.shipped import expected_breaks
from models.rules.holiday_notice import AnnouncedDay, announced_years
from models.rules.kinds import DayKind
from models.rules.workdays import MarkedDay, WorkCalendar
from models.transaction import transaction

DAYS = """
WITH RECURSIVE line(id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM jurisdiction WHERE id = :jurisdiction
    UNION ALL SELECT j.id, j.parent_id, depth + 1 FROM jurisdiction j JOIN line ON j.id = line.parent_id)
SELECT coalesce(string_agg(
    concat_ws(E'\\x1f', d.date, d.kind, d.name, d.notice_number, line.parent_id IS NULL, d.notice_title),
    E'\\x1e' ORDER BY line.depth DESC, d.date), '')
FROM calendar_day d JOIN line ON line.id = d.jurisdiction_id
"""
# Which transactions wrote the rows there are, and how many each: any change is one of another transaction or number.
STAMP = """
SELECT CAST(xmin AS text) AS written, count(*) FROM calendar_day GROUP BY xmin
UNION ALL SELECT CAST(xmin AS text), -count(*) FROM jurisdiction GROUP BY xmin ORDER BY 1, 2
"""
_read: dict[int, tuple[object, WorkCalendar]] = {}


def calendar_of(session: Session, jurisdiction: int) -> WorkCalendar:
    """The calendar that counts there: the nation's announced days, its own laid over them, then expected ones (A34).

    Looked at once per transaction; a transaction that changes the calendar must `forget_calendars`.
    """
    known = transaction(session).calendars
    if jurisdiction not in known:
        known[jurisdiction] = _as_stamped(session, jurisdiction)
    return known[jurisdiction]


def _as_stamped(session: Session, jurisdiction: int) -> WorkCalendar:
    """The calendar as it stands, read only when its rows are not those of the last time."""
    stamp = engine().url, jurisdiction, tuple(run(session, STAMP).tuples())
    if _read.get(jurisdiction, (None, None))[0] != stamp:
        _read[jurisdiction] = stamp, _calendar(str(run(session, DAYS, jurisdiction=jurisdiction).scalar_one()))
    return _read[jurisdiction][1]


def know_calendar(session: Session, jurisdiction: int, calendar: WorkCalendar) -> None:
    """Let this transaction go by a calendar that its caller read a moment ago."""
    transaction(session).calendars[jurisdiction] = calendar


def forget_calendars(session: Session) -> None:
    """Let the next question in this transaction read the calendar anew."""
    transaction(session).calendars.clear()


@lru_cache(maxsize=8)
def _calendar(text: str) -> WorkCalendar:
    rows = [line.split("\x1f") for line in text.split("\x1e")] if text else []
    marked = [MarkedDay(date.fromisoformat(day), DayKind(kind), name, number) for day, kind, name, number, *_ in rows]
    return WorkCalendar(marked, expected_breaks(), _announced_until(rows))


def _announced_until(rows: Sequence[Sequence[str]]) -> date:
    nation = (AnnouncedDay(date.fromisoformat(row[0]), DayKind(row[1]), row[5]) for row in rows if row[4] == "t")
    years = announced_years(nation)
    return date(years[-1], 12, 31) if years else date.min
