"""Dates and times as people read them."""

from datetime import date, datetime

import pytest

from models.rules.chinese_dates import as_iso, days_in_full, full_or_as_is, in_full, to_the_minute
from models.rules.workdays import SHANGHAI


@pytest.mark.parametrize("day", [date(2026, 9, 1), "2026-09-01"])
def test_a_day_has_no_leading_zero(day: date | str) -> None:
    assert in_full(day) == "2026年9月1日"


@pytest.mark.parametrize(
    ("text", "told"), [("2026-09-01", "2026年9月1日"), ("第001厅", "第001厅"), ("2026-03", "2026-03")]
)
def test_a_text_that_is_no_date_stays(text: str, told: str) -> None:
    assert full_or_as_is(text) == told


def test_each_date_in_a_text_is_told_in_full_and_what_is_no_date_stays() -> None:
    assert days_in_full("甲〔2027〕2号，2027-04-01；乙2026-13-45") == "甲〔2027〕2号，2027年4月1日；乙2026-13-45"


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        in_full("2026-02-30")


def test_an_instant_is_told_to_the_minute_in_its_zone() -> None:
    assert to_the_minute(datetime(2026, 9, 1, 8, 5, 59, tzinfo=SHANGHAI)) == "2026年9月1日 08:05"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026年4月16日", "2026-04-16"),
        ("2026 年 4 月 6 号", "2026-04-06"),
        ("２０２６－０４－１６", "2026-04-16"),
        ("2026/4/16", "2026-04-16"),
        ("2026.4.16", "2026-04-16"),
        (" 2026-04-16 ", "2026-04-16"),
        ("2026-04-16", "2026-04-16"),
        ("2026年2月30日", "2026-02-30"),
    ],
)
def test_a_day_as_people_type_it_is_read(typed: str, read: str) -> None:
    assert as_iso(typed) == read


@pytest.mark.parametrize("text", ["2026-04/16", "4月16日", "2026年4月", "昨天", "", "2026-04-16T10:00:00"])
def test_any_other_text_is_no_day_and_stays(text: str) -> None:
    assert as_iso(text) == text
