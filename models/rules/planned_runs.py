"""When the schedules of the flows let runs begin, by their crons; plain numbers, lists, ranges and steps are known."""

from collections.abc import Iterable
from datetime import date, time


def runs_on(crons: Iterable[str], day: date) -> list[time]:
    """Return the times of a day at which these schedules begin a run, in order."""
    return sorted(each for cron in crons for each in _times(cron, day))


def _times(cron: str, day: date) -> list[time]:
    minutes, hours, days, months, weekdays = cron.split()
    today = ((days, day.day, 31), (months, day.month, 12), (weekdays, day.isoweekday() % 7, 6))
    if not all(number in _numbers(field, most) for field, number, most in today):
        return []
    return [time(hour, minute) for hour in _numbers(hours, 23) for minute in _numbers(minutes, 59)]


def _numbers(field: str, most: int) -> list[int]:
    """Return the numbers that a field of a cron names, `most` being the highest that it can."""
    found: list[int] = []
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = ("0", "-", str(most)) if span == "*" else span.partition("-")
        found += range(int(first), int(last or first) + 1, int(step or 1))
    return found
