"""The rule that each yearly holiday notice follows: weekdays off minus make-up days equals the statutory days."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.rules.kinds import DayKind, Labelled
from models.rules.workdays import SATURDAY, weekday_name

YEARLY = re.compile(r"(\d{4})年部分节假日安排")
ITS_YEAR = re.compile(r"(\d{4})年[^，。]*?(?:节假日|假期|放假|调休)")  # the year that a notice is about, yearly or not
DECEMBER = 12
SINCE_2025, BEFORE = 13, 11
REVISED = {2020: 1}  # a make-up day of the yearly notice was cancelled by the extension of that year's 春节


@dataclass(frozen=True, slots=True)
class AnnouncedDay:
    """A day of a notice before its import."""

    date: date
    kind: DayKind
    notice_title: str


def statutory_days(year: int) -> int:
    """Return the number of 法定节假日 of a year: 13 since 2025, 11 before (2013 and later)."""
    return SINCE_2025 if year >= 2025 else BEFORE  # noqa: PLR2004 - the year the law changed


def year_named(notice_title: str) -> int | None:
    """Return the year that a notice's title names: 2027 of 关于2027年部分节假日安排的通知; None if it names none."""
    found = ITS_YEAR.search(notice_title)
    return int(found[1]) if found else None


def misplaced(day: AnnouncedDay) -> str:
    """Return what is wrong with one day: only a Saturday or Sunday can become a working day, in the notice's year only.

    The first days of a year's notice may lie in the December before that year. Returns an empty string if the day is
    right.
    """
    if day.kind is DayKind.MAKEUP_WORKDAY and day.date.weekday() < SATURDAY:
        return f"{day.date}是{weekday_name(day.date)}，本来就是工作日，不能标为调休上班"
    year = year_named(day.notice_title)
    if year and not date(year - 1, DECEMBER, 1) <= day.date <= date(year, DECEMBER, 31):
        return f"{day.date}不在{year}年，而通知标题说的是{year}年，请核对年份"
    return ""


def announced_years(days: Iterable[AnnouncedDay]) -> list[int]:
    """Return the years whose days off are known, in order and without a gap: a single day does not make a year known.

    A year is known by its yearly notice, or when it has as many weekdays off as the law requires.
    """
    known, off = set[int](), Counter[int]()
    for day in days:
        known.update(int(year) for year in YEARLY.findall(day.notice_title))
        off[day.date.year] += day.kind is DayKind.HOLIDAY and day.date.weekday() < SATURDAY
    known |= {year for year, count in off.items() if count >= statutory_days(year)}
    return [year for year in sorted(known) if known.issuperset(range(min(known), year))]


def rest_day_anyway(day: AnnouncedDay) -> bool:
    """Return whether a day off is a Saturday or Sunday: correct, but without effect."""
    return day.kind is DayKind.HOLIDAY and day.date.weekday() >= SATURDAY


def unbalanced(days: Iterable[AnnouncedDay], *, revised: bool = False) -> dict[int, str]:
    """Return, by year of notice, why its days do not add up; empty if all do.

    Revisions and local notices are not summed. If `revised`, later notices have changed the days of the yearly one
    (2015 gained a day, 2020 two): then only fewer days off than the statutory number are wrong.
    """
    net: dict[int, int] = defaultdict(int)
    for day in days:
        if title := YEARLY.search(day.notice_title):
            off = day.kind is DayKind.HOLIDAY and day.date.weekday() < SATURDAY
            net[int(title[1])] += off - (day.kind is DayKind.MAKEUP_WORKDAY)
    required = {year: statutory_days(year) + (0 if revised else REVISED.get(year, 0)) for year in net}
    return {
        year: f"{year}年放假安排不平衡：工作日放假减调休上班为{off}天，法定节假日为{required[year]}天，请核对是否漏行"
        for year, off in net.items()
        if off < required[year] or (off > required[year] and not revised)
    }


class Pressing(Labelled):
    """How long a year has lacked its notice; since 2013 it was signed between 25 October and 16 December."""

    EXPECTED = "11-01", "一般在10月下旬至12月中旬公布，请留意；公布后请核对并导入"
    LATE = "12-10", "往年此时多已公布，请核对；已公布的请尽快导入"
    LACKING = "01-01", "该年已经开始，所有期限都不能确定，请立即核对并导入"


@dataclass(frozen=True, slots=True)
class MissingNotice:
    """The first year whose days off are unknown, and the stage of its warning."""

    year: int
    pressing: Pressing

    def lacks_today(self, day: date) -> bool:
        """Return whether the year of `day` itself is unknown, so that all its dates are uncertain."""
        return self.year <= day.year

    @property
    def words(self) -> str:
        """Return the warning: 2027年放假安排尚未导入，往年此时多已公布，请核对……"""
        return f"{self.year}年放假安排尚未导入，{self.pressing.label}"


def missing_notice(announced_until: date, day: date) -> MissingNotice | None:
    """Return the notice that is missing on `day` if days are announced up to `announced_until`; None before 1 November.

    Only the newest stage is returned: on 15 December that of 10 December.
    """
    year = announced_until.year + 1
    since = {
        Pressing.EXPECTED: date(year - 1, 11, 1),
        Pressing.LATE: date(year - 1, 12, 10),
        Pressing.LACKING: date(year, 1, 1),
    }
    reached = [pressing for pressing, first in since.items() if first <= day]
    return MissingNotice(year, reached[-1]) if reached else None
