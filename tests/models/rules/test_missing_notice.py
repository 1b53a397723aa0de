"""Which year's notice is missing on a day, and how pressing that is."""

from datetime import date, timedelta

import pytest

from models.rules.missing_notice import Pressing, missing_notice

UNTIL = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "pressing"),
    [
        (date(2026, 1, 1), None),
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), Pressing.EXPECTED),
        (date(2026, 12, 9), Pressing.EXPECTED),
        (date(2026, 12, 10), Pressing.LATE),
        (date(2026, 12, 31), Pressing.LATE),
        (date(2027, 1, 1), Pressing.LACKING),
        (date(2028, 7, 1), Pressing.LACKING),
    ],
)
def test_the_missing_year_presses_from_november_from_10_december_and_from_its_first_day(
    day: date, pressing: Pressing | None
) -> None:
    found = missing_notice(UNTIL, day)
    assert (found and found.pressing) == pressing
    assert found is None or found.year == 2027


@pytest.mark.parametrize("stage", Pressing)
def test_a_stage_is_named_by_the_day_on_which_it_begins(stage: Pressing) -> None:
    year = [date(2026, 10, 1) + timedelta(days=n) for n in range(120)]
    reached = [day for day in year if (found := missing_notice(UNTIL, day)) and found.pressing is stage]
    assert f"{reached[0]:%m-%d}" == stage.value


def test_a_year_that_was_announced_in_time_is_never_missing() -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365 + 304)]
    assert {missing_notice(date(2027, 12, 31), day) for day in year} == {None}


@pytest.mark.parametrize(
    ("day", "lacks"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True), (date(2028, 1, 1), True)]
)
def test_from_its_first_day_on_today_itself_is_not_known(day: date, *, lacks: bool) -> None:
    found = missing_notice(UNTIL, day)
    assert found is not None
    assert found.lacks_today(day) is lacks


def test_it_says_what_is_missing_and_what_to_do() -> None:
    found = missing_notice(UNTIL, date(2026, 12, 15))
    assert found is not None
    assert found.words == "2027年放假安排尚未导入，往年此时多已公布，请核对；已公布的请尽快导入"
