"""考评截止日: the last day whose ledger a year's score is of (1-8, A53)."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.quality import QUALITY_REPORT
from models.rules.setting import normalize_text
from models.rules.workdays import WorkCalendar

EXAMPLE = "2月28日"
DAY = re.compile(r"(?:次年)?\s*(\d{1,2})月(\d{1,2})日", re.ASCII)
EARLIEST = (1, 31)
COMMON_YEAR = 2027  # a year without 29 February: the day must exist in every year


def read_cut_off(raw: Any) -> list[int]:  # noqa: ANN401 - what a person wrote
    """Parse a day of the next year: 2月28日. Raises ValueError if it is no day, or before 31 January."""
    found = DAY.fullmatch(normalize_text(raw))
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    try:
        date(COMMON_YEAR, month, day)
    except ValueError:
        raise ValueError(f"“{raw}”应为每年都有的一天，如：{EXAMPLE}") from None
    if (month, day) < EARLIEST:
        raise ValueError(f"“{raw}”早于1月31日：年终核查结束之前不得截止")
    return [month, day]


class CutOff(NamedTuple):
    """A53: the cut-off of a year's score: the day that is set, or the working day after the fourth list if later.

    A notice of holidays may still move a `provisional` working day; beyond the calendar that day is missing.
    """

    set_on: date
    after_list: date | None = None
    provisional: bool = False

    @property
    def day(self) -> date:
        """Return the later of both days."""
        return max(self.set_on, self.after_list or self.set_on)

    @property
    def words(self) -> str:
        """Return both days in words, with the standing of the calendar."""
        if self.after_list is None:
            return f"设定{in_full(self.set_on)}"
        standing = "，暂定" if self.provisional else ""
        after = f"第四季度负面清单形成后的工作日{in_full(self.after_list)}{standing}"
        return f"设定{in_full(self.set_on)}，{after}，取晚者"


def cut_off_of(stored: list[int], year: int, calendar: WorkCalendar, frozen_on: date | None = None) -> CutOff:
    """A53: return the cut-off of a year by its setting and the day on which its fourth list was frozen, if it is.

    A list that is frozen after the cut-off has passed moves nothing.
    """
    set_on = date(year + 1, *stored)
    if not calendar.first.year <= year < calendar.last.year:
        return CutOff(set_on)
    planned = calendar.nth_after(QUALITY_REPORT.opens_on(QUALITY_REPORT.period(f"{year}Q4"), calendar), 1)
    in_time = frozen_on is not None and frozen_on <= max(set_on, planned)
    after = calendar.nth_after(frozen_on, 1) if frozen_on and in_time else planned
    return CutOff(set_on, after, calendar.is_provisional(after))


def passed_cut_off(cut_off: date | None, day: date) -> date | None:
    """A53: return the cut-off day if it has passed; None while the entries of today count."""
    return cut_off if cut_off and cut_off < day else None


def check_not_passed(changes: Mapping[int, tuple[CutOff | None, CutOff | None]], day: date) -> None:
    """A53: raise Refused if a new setting moves the cut-off of a year whose day has passed, or sets one that has.

    `changes` are the cut-off of each year and the new one. Who sets it afterwards knows which entries count.
    """
    for year, (old, new) in changes.items():
        if old and old.day < day:
            why = f"{year}年的考评截止日{old.day}已过，哪些条目计入已经确定，不再变更"
        elif new and new.day < day:
            why = f"{year}年的考评截止日不能定为已经过去的{new.day}，请定在今天（{day}）或以后"
        else:
            continue
        raise Refused(f"{why}；只改以后年度的，生效日期写{year}年12月31日以后（--valid-from）。")


def check_reform_day(effective_on: date, cut_off: date | None, day: date) -> None:
    """A53, A54: raise Refused if a reform is registered in a year after its cut-off day has passed."""
    year = effective_on.year
    if passed_cut_off(cut_off, day):
        raise Refused(
            f"{year}年的考评截止日{cut_off}已过，哪些部门、条目计入考评已经确定，生效日期{effective_on}不能在{year}年以内；"
            f"请写{year + 1}年1月1日以后的日期，原定日期写入依据。"
        )


def counted_in_words(cut_off: CutOff | None, day: date) -> str:
    """A53: return in words which day's entries a score is of."""
    if cut_off is None:
        return "按台账今日的条目（考评截止日未设定）"
    if cut_off.day < day:
        return f"按考评截止日{in_full(cut_off.day)}终了时的条目"
    return f"按台账今日的条目（考评截止日{in_full(cut_off.day)}未过：{cut_off.words}）"
