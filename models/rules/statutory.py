"""The arithmetic every yearly holiday notice obeys: weekdays given off less make-up days are the statutory days."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.rules.kinds import DayKind
from models.rules.workdays import SATURDAY, weekday_name

YEARLY = re.compile(r"(\d{4})年部分节假日安排")
SINCE_2025, BEFORE = 13, 11
REVISED = {2020: 1}  # a make-up day of the yearly notice was cancelled by the extension of that year's 春节


@dataclass(frozen=True, slots=True)
class AnnouncedDay:
    """A day of a notice as it is to be imported."""

    date: date
    kind: DayKind
    notice_title: str


def statutory_days(year: int) -> int:
    """法定节假日 of a year: 13 since 2025, 11 before (2013 and later)."""
    return SINCE_2025 if year >= 2025 else BEFORE  # noqa: PLR2004 - the year the law changed


def misplaced(day: AnnouncedDay) -> str:
    """What is wrong with one day: only a Saturday or Sunday can be made a working day."""
    if day.kind is DayKind.MAKEUP_WORKDAY and day.date.weekday() < SATURDAY:
        return f"{day.date}是{weekday_name(day.date)}，本来就是工作日，不能标为调休上班"
    return ""


def unbalanced(days: Iterable[AnnouncedDay]) -> dict[int, str]:
    """By year of notice, why its days do not add up; empty when all do. Revisions and local notices are not summed."""
    net: dict[int, int] = defaultdict(int)
    for day in days:
        if named := YEARLY.search(day.notice_title):
            off = day.kind is DayKind.HOLIDAY and day.date.weekday() < SATURDAY
            net[int(named[1])] += off - (day.kind is DayKind.MAKEUP_WORKDAY)
    return {
        year: f"{year}年放假安排不平衡：工作日放假减调休上班为{days_off}天，法定节假日为{wanted}天，请核对是否漏行"
        for year, days_off in net.items()
        if days_off != (wanted := statutory_days(year) + REVISED.get(year, 0))
    }
