"""An amended calendar: a notice of the State Council that changes days off in mid-year, as in 2015, 2019 and 2020."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from deployments.simulation.plan import Plan
from models.rules.cycles import QUARTERLY_MEETING
from models.rules.kinds import DayKind
from models.rules.workdays import SATURDAY, WorkCalendar, days_between

AHEAD = timedelta(days=20)  # the notice appears at least this long before the day off
NEAR = timedelta(days=31)
NAME = "临时"


@dataclass(frozen=True, slots=True)
class Amendment:
    """A working day that becomes a day off, and the rest day after it that becomes a working day instead."""

    off: date
    made_up: date

    @property
    def days(self) -> tuple[tuple[date, DayKind], ...]:
        """Returns the two days as a notice announces them."""
        return (self.off, DayKind.HOLIDAY), (self.made_up, DayKind.MAKEUP_WORKDAY)


def amend(calendar: WorkCalendar, plan: Plan, day: date) -> Amendment:
    """Returns the change announced on that day: the next due day of quarterly meetings, 20 days ahead or more, is off.

    The meetings then fall due on the next working day, or, if the make-up day comes earlier, on the make-up day.
    """
    off = next(due for due in _meeting_due_days(calendar, plan) if due >= day + AHEAD)
    marked = {each.date for each in calendar.marked_days()}
    rest = (each for each in days_between(off, off + NEAR) if each.weekday() >= SATURDAY and each not in marked)
    return Amendment(off, next(rest))


def _meeting_due_days(calendar: WorkCalendar, plan: Plan) -> Iterator[date]:
    """Yield the due days of the meetings of the year, and of the next year, although these are not owed in it."""
    for year in (plan.year, plan.year + 1):
        for period in QUARTERLY_MEETING.periods(year):
            yield QUARTERLY_MEETING.deadline(period, calendar).due


def write_amendment(path: Path, amendment: Amendment, day: date) -> Path:
    """Write the notice as a calendar sheet; returns its path."""
    notice = {
        "notice_title": f"推演用通知：调整{amendment.off.year}年部分放假日期",
        "notice_number": f"推演〔{day.year}〕1号",
        "notice_date": day.isoformat(),
    }
    rows = [{"date": each.isoformat(), "kind": kind.value, "name": NAME} | notice for each, kind in amendment.days]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
