"""Office hours (工作时间): 8:30 to 17:30 on working days; how much of them lies between two instants."""

from datetime import datetime, time, timedelta

from models.rules.business_day import SHANGHAI
from models.rules.workdays import WorkCalendar

OPENS, CLOSES = time(8, 30), time(17, 30)


def working_time(since: datetime, until: datetime, calendar: WorkCalendar) -> timedelta:
    """Return how much office time lies between two aware instants; nothing if the second is not later."""
    start, end = since.astimezone(SHANGHAI), until.astimezone(SHANGHAI)
    total, day = timedelta(), start.date()
    while day <= end.date():
        if calendar.is_workday(day):
            opens = datetime.combine(day, OPENS, SHANGHAI)
            closes = datetime.combine(day, CLOSES, SHANGHAI)
            total += max(min(closes, end) - max(opens, start), timedelta())
        day += timedelta(days=1)
    return total
