"""考评截止日: the last day whose ledger a year's score is of (1-8, A53)."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.setting import normalize_text

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


def cut_off_in_words(stored: list[int]) -> str:
    """Return the day in words."""
    return "次年{}月{}日".format(*stored)


def cut_off_of(stored: list[int], year: int) -> date:
    """A53: return the cut-off day of a year's score."""
    return date(year + 1, *stored)


def passed_cut_off(cut_off: date | None, day: date) -> date | None:
    """A53: return the cut-off day if it has passed; None while the entries of today count."""
    return cut_off if cut_off and cut_off < day else None


def check_not_passed(before: Mapping[int, list[int] | None], new: list[int] | None, day: date) -> None:
    """A53: raise Refused if a new setting moves the cut-off of a year whose day has passed, or sets one that has.

    `before` is the cut-off of each year that the new one would be of. Who sets it afterwards knows which entries count.
    """
    for year, old in before.items():
        if old and cut_off_of(old, year) < day:
            why = f"{year}年的考评截止日{cut_off_of(old, year)}已过，哪些条目计入已经确定，不再变更"
        elif new and cut_off_of(new, year) < day:
            why = f"{year}年的考评截止日不能定为已经过去的{cut_off_of(new, year)}，请定在今天（{day}）或以后"
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


def counted_in_words(cut_off: date | None, day: date) -> str:
    """A53: return in words which day's entries a score is of."""
    if cut_off is None:
        return "按台账今日的条目（考评截止日未设定）"
    if cut_off < day:
        return f"按考评截止日{in_full(cut_off)}终了时的条目"
    return f"按台账今日的条目（考评截止日{in_full(cut_off)}未过）"
