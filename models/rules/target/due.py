"""目标到期: a deadline or finishing time before 1 December is due on its own day (1-2.7, 1-2.9, A47)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.rules.deadlines import DeadlineRule
from models.rules.target.indicator import Leaf
from models.rules.workdays import WorkCalendar

LEAD = 10  # working days
YEAR_END_MONTH = 12  # from its first day on, the year-end check covers a target
TARGET_DUE = DeadlineRule(
    "target_due",
    "目标或指标自定的完成时限，当日为限，逢休息日不顺延（开启日期标准未定，为本系统默认）",
    "《总则》2.7、2.9",
    choice="A47",
)


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A day on which a target or one of its leaves is due, and the day on which that is opened; no code: the target."""

    code: str
    due: date
    opens_on: date


@dataclass(frozen=True, slots=True)
class OwnDates:
    """The own dates of a target: those that are owed, and those too early, which are told to the agency once."""

    owed: tuple[OwnDate, ...]
    passed: tuple[OwnDate, ...]


def opening_day(due: date, issued_on: date, calendar: WorkCalendar) -> date:
    """A47: return the day ten working days before the due day, or the day of issue if that is later.

    Raises Refused if the day is outside the calendar.
    """
    return max(calendar.nth_before(due, LEAD), issued_on)


def own_dates(leaves: Iterable[Leaf], issued_on: date, after: date, year: int, calendar: WorkCalendar) -> OwnDates:
    """A47: return the days of a target's leaves before 1 December of its year, each with its opening day.

    A day is owed if it comes after `after` (the later of go-live and the first run of this cycle) and not before the
    issue; any earlier one is passed. Raises Refused if a day is outside the calendar.
    """
    early = [leaf for leaf in leaves if leaf.deadline < date(year, YEAR_END_MONTH, 1)]
    days = [
        OwnDate(leaf.code, leaf.deadline, opening_day(leaf.deadline, issued_on, calendar))
        for leaf in sorted(early, key=lambda leaf: leaf.deadline)
    ]
    owed = tuple(day for day in days if day.due > after and day.due >= issued_on)
    return OwnDates(owed, tuple(day for day in days if day not in owed))
