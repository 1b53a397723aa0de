"""Working days by a calendar that is data, and the two times that callers pass down: business date and instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import accumulate, compress, islice
from zoneinfo import ZoneInfo

from models.rules.errors import Refused
from models.rules.kinds import DayKind

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
SATURDAY = 5
AGAIN = "照常上班"  # a day off that a later notice reverted
MAKEUP_BEFORE = timedelta(days=11)  # the largest distance of a make-up day from its break since 2013
MAKEUP_AFTER = timedelta(days=10)


@dataclass(frozen=True, slots=True, order=True)
class MarkedDay:
    """A date that a notice takes out of the Monday-to-Friday order, with that notice."""

    date: date
    kind: DayKind
    name: str
    notice: str


@dataclass(frozen=True, slots=True)
class Break:
    """A holiday expected before its notice: the days off, and the number of make-up days the notice will set (A34)."""

    name: str
    days: tuple[date, ...]
    makeup_days: int
    basis: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Days that do not count, first and last included (A14)."""

    first: date
    last: date


def weekday_name(day: date) -> str:
    """Return 周一 … 周日."""
    return WEEKDAYS[day.weekday()]


def days_between(first: date, last: date) -> Iterable[date]:
    """Return all calendar days from `first` to `last`, both included; none if `last` is before `first`."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


class WorkCalendar:
    """A calendar of working days; an index is computed once, and lookups use it.

    `marked` are the announced days (a later one for the same date wins, so a region's days override the nation's);
    `expected` are the breaks expected after `announced_until`, used only there and marked provisional (A34). A `NORMAL`
    day was reverted by its notice: the weekday decides again, unless the other layer or a break marks it.
    """

    def __init__(self, marked: Iterable[MarkedDay], expected: Iterable[Break], announced_until: date) -> None:
        days = list(marked)
        announced = {day.date: day for day in days if day.kind is not DayKind.NORMAL}
        self._reverted = {day.date: day for day in days if day.kind is DayKind.NORMAL}
        self._breaks = [b for b in expected if b.days[0] > announced_until]
        guessed = {day: MarkedDay(day, DayKind.HOLIDAY, b.name, b.basis) for b in self._breaks for day in b.days}
        if not announced:
            raise Refused("工作日历为空，无法计算期限。请先导入国务院办公厅的放假安排：mubiao import calendar 文件。")
        self._announced, self._marks = announced, guessed | announced
        self.announced_until = announced_until
        self.first = date(min(announced).year, 1, 1)
        self.last = date(max(guessed).year, 12, 31) if guessed else announced_until
        self.version = self._digest()
        self._origin = self.first.toordinal()
        working = list(map(self._is_working, days_between(self.first, self.last)))
        self._workdays = list(compress(days_between(self.first, self.last), working))
        self._upto = list(accumulate(map(int, working)))

    def announced_days(self) -> list[MarkedDay]:
        """Return the days that notices have announced or reverted, in order."""
        return sorted([*self._announced.values(), *self._reverted.values()])

    def marked_days(self) -> list[MarkedDay]:
        """Return all days that the weekday alone does not decide: announced, expected or reverted, in order."""
        return sorted([*self._marks.values(), *self._reverted.values()])

    def _digest(self) -> str:
        lines = [f"{m.date} {m.kind} {m.name} {m.notice}" for m in self.marked_days()]
        return sha256("\n".join([str(self.announced_until), *lines]).encode()).hexdigest()[:16]

    def _is_working(self, day: date) -> bool:
        mark = self._marks.get(day)
        return mark.kind is DayKind.MAKEUP_WORKDAY if mark else day.weekday() < SATURDAY

    def _offset(self, day: date) -> int:
        offset = day.toordinal() - self._origin
        if not 0 <= offset < len(self._upto):
            raise Refused(f"{day}不在工作日历范围内（{self.first}至{self.last}），无法计算。")
        return offset

    def is_workday(self, day: date) -> bool:
        """Return whether `day` is a working day. Raises Refused if it is outside the calendar."""
        self._offset(day)
        return self._is_working(day)

    def rest_words(self, day: date) -> str:
        """Return the remark on a fixed day that is a rest day: it is not moved; empty for a working day."""
        return "" if self.is_workday(day) else f"（{weekday_name(day)}，休息日，不顺延）"

    def is_makeup(self, day: date) -> bool:
        """Return whether `day` is a Saturday or Sunday that a notice made a working day."""
        mark = self._marks.get(day)
        return mark is not None and mark.kind is DayKind.MAKEUP_WORKDAY

    def is_provisional(self, day: date) -> bool:
        """Return whether `day` lies after the last announced day, so that a notice may still change it."""
        return day > self.announced_until

    def nth_after(self, anchor: date, n: int) -> date:
        """Return the n-th working day after `anchor`, which is not counted itself (A7)."""
        if n < 1:
            raise Refused(f"工作日数应为正整数，不能是{n}。")
        index = self._upto[self._offset(anchor)] + n - 1
        if index >= len(self._workdays):
            raise Refused(f"{anchor}之后第{n}个工作日超出工作日历范围（至{self.last}），无法计算。")
        return self._workdays[index]

    def nth_before(self, anchor: date, n: int) -> date:
        """Return the n-th working day before `anchor`, which is not counted itself."""
        if n < 1:
            raise Refused(f"工作日数应为正整数，不能是{n}。")
        index = self._upto[self._offset(anchor)] - self._is_working(anchor) - n
        if index < 0:
            raise Refused(f"{anchor}之前第{n}个工作日超出工作日历范围（自{self.first}），无法计算。")
        return self._workdays[index]

    def count(self, after: date, until: date) -> int:
        """Return the working days after `after` up to and including `until`; negative if `until` is earlier."""
        return self._upto[self._offset(until)] - self._upto[self._offset(after)]

    def last_on_or_before(self, day: date) -> date:
        """Return the last working day on or before `day`."""
        index = self._upto[self._offset(day)] - 1
        if index < 0:
            raise Refused(f"{day}之前没有工作日（工作日历自{self.first}）。")
        return self._workdays[index]

    def workdays_in(self, interval: Interval) -> list[date]:
        """Return the working days of an interval, both ends included."""
        return [day for day in days_between(interval.first, interval.last) if self.is_workday(day)]

    def possible_makeup_days(self, after: date, until: date = date.max) -> set[date]:
        """Return the first rest days after `after` on which expected breaks could be made up, as many as each needs.

        A break is left out if all its possible days lie after `until`.
        """
        breaks = [b for b in self._breaks if b.days[0] - MAKEUP_BEFORE <= until]
        return {day for b in breaks for day in islice(self._rest_days_near(b, after), b.makeup_days)}

    def _rest_days_near(self, expected: Break, after: date) -> Iterable[date]:
        first, last = expected.days[0] - MAKEUP_BEFORE, expected.days[-1] + MAKEUP_AFTER
        return (
            day
            for day in days_between(max(first, after + timedelta(days=1)), last)
            if day not in self._marks and day.weekday() >= SATURDAY
        )

    def why_off(self, day: date) -> str:
        """Return why `day` does not count: a holiday with its notice, or a weekend, plain or reverted by a notice."""
        if mark := self._marks.get(day):
            return f"{mark.name}放假（{mark.notice}）"
        again = self._reverted.get(day)
        return f"{weekday_name(day)}照常休息（{again.notice}）" if again else weekday_name(day)

    def why_on(self, day: date) -> str:
        """Return the remark on a counted day: a make-up day, or a reverted holiday, with the notice; empty if plain."""
        if mark := self._marks.get(day):
            return f"{mark.name}调休上班（{mark.notice}）"
        again = self._reverted.get(day)
        return f"{AGAIN}（{again.notice}）" if again else ""

    def nth_if_also(self, anchor: date, n: int, also: Iterable[date]) -> date:
        """Return the n-th working day after `anchor` if a notice made the rest days `also` working days."""
        index = self._upto[self._offset(anchor)]
        return sorted([*self._workdays[index : index + n], *(day for day in also if day > anchor)])[n - 1]


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


SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class BusinessDay:
    """The day that a run or act belongs to, and the instant at which it is recorded (both in Asia/Shanghai).

    `period` is set when a run is for a period other than the newest one; None is the default. With `virtual` the
    instant is not the clock's: in a rehearsal. Raises ValueError if `at` is naive.
    """

    date: date
    at: datetime
    period: str | None = None
    virtual: bool = False

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:  # a naive instant would be read as local time
            raise ValueError(self.at)
        object.__setattr__(self, "at", self.at.astimezone(SHANGHAI))
