"""The working-day calendar of a jurisdiction, read from its records and its parents'."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from models.database import run
from models.intake.shipped import expected_breaks
from models.rules.kinds import DayKind
from models.rules.workdays import MarkedDay, WorkCalendar

DAYS = """
WITH RECURSIVE line(id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM jurisdiction WHERE id = :jurisdiction
    UNION ALL SELECT j.id, j.parent_id, depth + 1 FROM jurisdiction j JOIN line ON j.id = line.parent_id)
SELECT coalesce(string_agg(concat_ws(E'\\x1f', d.date, d.kind, d.name, d.notice_number, line.parent_id IS NULL),
    E'\\x1e' ORDER BY line.depth DESC, d.date), '')
FROM calendar_day d JOIN line ON line.id = d.jurisdiction_id
"""


def calendar_of(session: Session, jurisdiction: int) -> WorkCalendar:
    """The calendar that counts there: the nation's announced days, its own laid over them, then expected ones (A34).

    Read once per transaction; a transaction that changes the calendar must `forget_calendars`.
    """
    known: dict[int, WorkCalendar] = session.info.setdefault("calendars", {})
    if jurisdiction not in known:
        known[jurisdiction] = _calendar(str(run(session, DAYS, jurisdiction=jurisdiction).scalar_one()))
    return known[jurisdiction]


def forget_calendars(session: Session) -> None:
    """Let the next question in this transaction read the calendar anew."""
    session.info.pop("calendars", None)


@lru_cache(maxsize=8)
def _calendar(text: str) -> WorkCalendar:
    rows = [line.split("\x1f") for line in text.split("\x1e")] if text else []
    national = [day for day, *_, root in rows if root == "t"]
    announced_until = date(int(max(national)[:4]), 12, 31) if national else date.min
    return WorkCalendar([_marked(*row[:4]) for row in rows], expected_breaks(), announced_until)


def _marked(day: Any, kind: str, name: str, notice: str) -> MarkedDay:  # noqa: ANN401 - text of a date
    return MarkedDay(date.fromisoformat(day), DayKind(kind), name, notice)
