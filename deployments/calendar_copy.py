"""A copy of the installation's calendar beside its database, so that `workday` and `cycles` answer without a server."""

import json
from datetime import date
from pathlib import Path

from models.intake.shipped import expected_breaks, shipped_calendar
from models.rules.kinds import DayKind
from models.rules.workdays import MarkedDay, WorkCalendar

COPY = "calendar.json"


def keep_copy(home: Path, calendar: WorkCalendar) -> None:
    """Write the calendar down beside the database."""
    days = [[str(d.date), d.kind.value, d.name, d.notice] for d in calendar.announced_days()]
    text = json.dumps({"announced_until": str(calendar.announced_until), "days": days}, ensure_ascii=False)
    home.mkdir(parents=True, exist_ok=True)  # with a database of one's own nothing has made it yet
    partial = home / f"{COPY}.partial"
    partial.write_text(text, encoding="utf-8")
    partial.rename(home / COPY)


def read_copy(home: Path) -> WorkCalendar:
    """The installation's calendar where there is one, else the one that the package carries."""
    try:
        kept = json.loads((home / COPY).read_text(encoding="utf-8"))
        until = date.fromisoformat(kept["announced_until"])
        days = [MarkedDay(date.fromisoformat(day), DayKind(kind), *words) for day, kind, *words in kept["days"]]
    except (OSError, ValueError, LookupError, TypeError):
        return shipped_calendar()
    return WorkCalendar(days, expected_breaks(), until)
