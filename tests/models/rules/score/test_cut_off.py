"""考评截止日: a day of every next year, not before 31 January (1-8, A53)."""

from datetime import date

import pytest

from models.rules.errors import Refused
from models.rules.score.cut_off import (
    EXAMPLE,
    check_not_passed,
    counted_in_words,
    cut_off_in_words,
    cut_off_of,
    passed_cut_off,
    read_cut_off,
)

LAST = date(2027, 2, 28)


@pytest.mark.parametrize("raw", [EXAMPLE, "２月２８日", "次年2月28日", "02月28日"])
def test_the_day_is_read_as_people_write_it(raw: str) -> None:
    assert read_cut_off(raw) == [2, 28]
    assert read_cut_off(cut_off_in_words([2, 28])) == [2, 28]


def test_it_is_a_day_of_the_year_after_the_one_that_is_scored() -> None:
    assert cut_off_of(read_cut_off("1月31日"), 2026) == date(2027, 1, 31)


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
        (LAST, LAST, None, "按台账今日的条目（考评截止日2027年2月28日未过）"),
        (LAST, date(2027, 3, 1), LAST, "按考评截止日2027年2月28日终了时的条目"),
    ],
)
def test_the_entries_are_those_of_today_until_the_day_has_passed(
    cut_off: date | None, today: date, passed: date | None, words: str
) -> None:
    assert passed_cut_off(cut_off, today) == passed
    assert counted_in_words(cut_off, today) == words


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
    if not refused:
        check_not_passed({2026: old}, new, date.fromisoformat(day))
        return
    with pytest.raises(Refused, match="2026年的考评截止日"):
        check_not_passed({2026: old}, new, date.fromisoformat(day))


def test_a53_of_several_years_the_first_that_is_settled_is_named() -> None:
    with pytest.raises(Refused, match="2025年的考评截止日2026-02-28已过"):
        check_not_passed({2024: None, 2025: [2, 28], 2026: [2, 28]}, None, date(2026, 6, 1))
    check_not_passed({}, [1, 31], date(2027, 6, 1))
