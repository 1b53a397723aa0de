"""A copy of the installation's calendar in a file, so that `workday` and `cycles` need no database."""

import json
from datetime import date
from pathlib import Path

from models.intake.shipped import expected_breaks, shipped_calendar
from models.rules.kinds import DayKind
from models.rules.workdays import MarkedDay, WorkCalendar

COPY = "calendar.json"


def save_calendar(home: Path, calendar: WorkCalendar) -> None:
    """Write the calendar to the file."""
    days = [[str(d.date), d.kind.value, d.name, d.notice] for d in calendar.announced_days()]
    text = json.dumps({"announced_until": str(calendar.announced_until), "days": days}, ensure_ascii=False)
    home.mkdir(parents=True, exist_ok=True)  # with an external database the folder may not exist yet
    partial = home / f"{COPY}.partial"
    partial.write_text(text, encoding="utf-8")
    partial.rename(home / COPY)


def load_calendar(home: Path) -> WorkCalendar:
    """Returns the installation's calendar if its file is readable, else the calendar shipped with the package."""
    try:
        stored = json.loads((home / COPY).read_text(encoding="utf-8"))
        until = date.fromisoformat(stored["announced_until"])
        days = [MarkedDay(date.fromisoformat(day), DayKind(kind), *words) for day, kind, *words in stored["days"]]
    except (OSError, ValueError, LookupError, TypeError):
        return shipped_calendar()
    return WorkCalendar(days, expected_breaks(), until)
