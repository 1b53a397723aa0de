"""考评截止日: a day of every next year, not before 31 January (1-8, A53)."""

from datetime import date

import pytest

from models.rules.appraisal_settings import CUT_OFF as SETTING
from models.rules.errors import Refused
from models.rules.kinds import DayKind
from models.rules.score.cut_off import (
    EXAMPLE,
    CutOff,
    check_not_passed,
    counted_in_words,
    cut_off_of,
    passed_cut_off,
    read_cut_off,
)
from models.rules.workdays import Break, MarkedDay, WorkCalendar

LAST = date(2027, 2, 28)
CUT_OFF = CutOff(LAST, date(2027, 2, 22), provisional=True)
CALENDAR = WorkCalendar(
    [MarkedDay(date(2026, 1, 1), DayKind.HOLIDAY, "元旦", "")],
    [Break("春节", (date(2027, 2, 8), date(2027, 2, 9)), 0, ""), Break("元旦", (date(2028, 1, 3),), 0, "")],
    date(2026, 12, 31),
)


@pytest.mark.parametrize("raw", [EXAMPLE, "２月２８日", "次年2月28日", "02月28日"])
def test_the_day_is_read_as_people_write_it(raw: str) -> None:
    assert read_cut_off(raw) == [2, 28]
    assert read_cut_off(SETTING.words([2, 28])) == [2, 28]


def test_it_is_a_day_of_the_year_after_the_one_that_is_scored() -> None:
    assert cut_off_of(read_cut_off("3月31日"), 2026, CALENDAR).day == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("stored", "frozen_on", "after_list", "day"),
    [
        ([1, 31], None, "2027-02-15", "2027-02-15"),  # the 29th working day is Friday 12 February
        ([2, 28], None, "2027-02-15", "2027-02-28"),
        ([1, 31], "2027-01-08", "2027-01-11", "2027-01-31"),
        ([1, 31], "2027-02-15", "2027-02-16", "2027-02-16"),
        ([1, 31], "2027-02-16", "2027-02-15", "2027-02-15"),  # its day had passed
        ([2, 28], "2027-02-28", "2027-03-01", "2027-03-01"),
        ([2, 28], "2027-03-01", "2027-02-15", "2027-02-28"),
    ],
)
def test_a53_it_is_not_before_the_working_day_after_the_fourth_list(
    stored: list[int], frozen_on: str | None, after_list: str, day: str
) -> None:
    found = cut_off_of(stored, 2026, CALENDAR, date.fromisoformat(frozen_on) if frozen_on else None)
    assert (found.after_list, found.day) == (date.fromisoformat(after_list), date.fromisoformat(day))
    assert found.provisional


def test_beyond_the_calendar_it_is_the_day_that_is_set() -> None:
    for year in (2025, 2028):
        assert cut_off_of([2, 28], year, CALENDAR) == CutOff(date(year + 1, 2, 28))
    assert CutOff(LAST).words == "设定2027年2月28日"
    firm = CutOff(LAST, date(2027, 3, 2))
    assert firm.words == "设定2027年2月28日，第四季度负面清单形成后的工作日2027年3月2日，取晚者"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("1月30日", "早于1月31日"),
        ("2月29日", "应为每年都有的一天"),
        ("2月30日", "应为每年都有的一天"),
        ("2027-02-28", "应为每年都有的一天"),
        (None, "应为每年都有的一天"),
    ],
)
def test_another_day_is_refused(raw: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_cut_off(raw)


@pytest.mark.parametrize(
    ("cut_off", "today", "passed", "words"),
    [
        (None, LAST, None, "按台账今日的条目（考评截止日未设定）"),
        (
            CUT_OFF,
            LAST,
            None,
            f"按台账今日的条目（考评截止日2027年2月28日未过：{CUT_OFF.words}）",
        ),
        (CUT_OFF, date(2027, 3, 1), LAST, "按考评截止日2027年2月28日终了时的条目"),
    ],
)
def test_the_entries_are_those_of_today_until_the_day_has_passed(
    cut_off: CutOff | None, today: date, passed: date | None, words: str
) -> None:
    assert passed_cut_off(cut_off and cut_off.day, today) == passed
    assert counted_in_words(cut_off, today) == words


def set_to(stored: list[int] | None, year: int = 2026) -> CutOff | None:
    return CutOff(date(year + 1, *stored)) if stored else None


@pytest.mark.parametrize(
    ("old", "new", "day", "refused"),
    [
        (None, [2, 28], "2027-02-28", False),
        (None, [2, 28], "2027-03-01", True),
        ([2, 28], [3, 31], "2027-02-28", False),
        ([2, 28], [3, 31], "2027-03-01", True),
        ([2, 28], None, "2027-03-01", True),
        (None, None, "2027-03-01", False),
    ],
)
def test_a53_neither_an_old_nor_a_new_day_may_have_passed(
    old: list[int] | None, new: list[int] | None, day: str, *, refused: bool
) -> None:
    changes = {2026: (set_to(old), set_to(new))}
    if not refused:
        check_not_passed(changes, date.fromisoformat(day))
        return
    with pytest.raises(Refused, match="2026年的考评截止日"):
        check_not_passed(changes, date.fromisoformat(day))


def test_a53_of_several_years_the_first_that_is_settled_is_named() -> None:
    with pytest.raises(Refused, match="2025年的考评截止日2026-02-28已过"):
        check_not_passed({2024: (None, None), 2025: (set_to([2, 28], 2025), None)}, date(2026, 6, 1))
    check_not_passed({}, date(2027, 6, 1))
