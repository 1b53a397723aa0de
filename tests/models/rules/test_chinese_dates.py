"""Dates and times as people read them."""

from datetime import date, datetime

import pytest

from models.rules.business_day import SHANGHAI
from models.rules.chinese_dates import full_or_as_is, in_full, to_the_minute


@pytest.mark.parametrize("day", [date(2026, 9, 1), "2026-09-01"])
def test_a_day_has_no_leading_zero(day: date | str) -> None:
    assert in_full(day) == "2026年9月1日"


@pytest.mark.parametrize(
    ("text", "told"), [("2026-09-01", "2026年9月1日"), ("第001厅", "第001厅"), ("2026-03", "2026-03")]
)
def test_a_text_that_is_no_date_stays(text: str, told: str) -> None:
    assert full_or_as_is(text) == told


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        in_full("2026-02-30")


def test_an_instant_is_told_to_the_minute_in_its_zone() -> None:
    assert to_the_minute(datetime(2026, 9, 1, 8, 5, 59, tzinfo=SHANGHAI)) == "2026年9月1日 08:05"
