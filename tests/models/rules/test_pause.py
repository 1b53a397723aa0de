"""暂停: the days of a pause, and the periods it keeps closed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.pause import Halt, describe_halt, halted_on, held_back

APRIL = Halt("monthly_check", date(2026, 4, 20), date(2026, 6, 10), "机构改革")
AUTUMN = Halt("monthly_check", date(2026, 9, 1), None, "汛期")
MEETING = Halt("quarterly_meeting", date(2026, 4, 1), None, "合并召开")
NEVER = Halt("monthly_check", date(2026, 7, 1), date(2026, 7, 1), "误登")
HALTS = [APRIL, NEVER, MEETING, AUTUMN]
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("halt", "on", "expected"),
    [
        (APRIL, "04-19", False),
        (APRIL, "04-20", True),
        (APRIL, "06-09", True),
        (APRIL, "06-10", False),
        (AUTUMN, "12-31", True),
        (NEVER, "07-01", False),
    ],
)
def test_a_pause_lasts_from_its_first_day_to_the_day_before_it_is_resumed(
    halt: Halt, on: str, *, expected: bool
) -> None:
    assert halt.holds(day(on)) is expected


def test_where_pauses_meet_the_newest_one_counts() -> None:
    shorter = Halt("monthly_check", date(2026, 5, 1), date(2026, 5, 20), "另有安排")
    for halts in ([APRIL, shorter], [shorter, APRIL]):
        assert halted_on(halts, "monthly_check", day("05-10")) is shorter
        assert halted_on(halts, "monthly_check", day("05-20")) is APRIL


def test_pauses_belong_to_one_cycle() -> None:
    assert halted_on(HALTS, "monthly_check", day("05-01")) is APRIL
    assert halted_on(HALTS, "quarterly_meeting", day("05-01")) is MEETING
    assert halted_on(HALTS, "mid_year_review", day("05-01")) is None


@pytest.mark.parametrize(
    ("opens", "today", "wanted", "expected"),
    [
        ("04-01", "05-02", False, None),  # opened before the pause: it goes on
        ("05-01", "05-02", False, APRIL),
        ("05-01", "05-02", True, APRIL),  # not opened during the pause
        ("05-01", "06-10", False, APRIL),  # missed for good …
        ("05-01", "06-10", True, None),  # … unless it is requested by name
        ("07-01", "07-01", False, None),
        ("05-01", "09-02", True, AUTUMN),  # paused again
    ],
)
def test_the_pause_that_keeps_a_period_closed(opens: str, today: str, expected: Halt | None, *, wanted: bool) -> None:
    assert held_back(HALTS, "monthly_check", day(opens), day(today), wanted=wanted) is expected


@given(DAYS, DAYS)
def test_a_period_that_opens_outside_every_pause_is_never_held_back(opens: date, today: date) -> None:
    if halted_on(HALTS, "monthly_check", opens) is None:
        assert held_back(HALTS, "monthly_check", opens, today, wanted=False) is None
    else:
        assert held_back(HALTS, "monthly_check", opens, today, wanted=False)


@pytest.mark.parametrize(
    ("halt", "text"),
    [
        (APRIL, "“月度检查”自2026-04-20至2026-06-09暂停（机构改革）。"),
        (AUTUMN, "“月度检查”自2026-09-01起暂停（汛期）。"),
    ],
)
def test_a_pause_is_described_with_its_days_and_its_reason(halt: Halt, text: str) -> None:
    assert describe_halt(halt) == text
