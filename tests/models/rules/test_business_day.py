"""The two times that are passed down."""

from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.business_day import SHANGHAI, BusinessDay

DAY = date(2026, 4, 1)


def test_a_utc_instant_is_stored_in_shanghai_time() -> None:
    at = BusinessDay(DAY, datetime(2026, 3, 31, 23, 30, tzinfo=UTC)).at
    assert at.isoformat() == "2026-04-01T07:30:00+08:00"


@settings(deadline=None, max_examples=50)
@given(
    wall=st.datetimes(min_value=datetime(2013, 1, 1), max_value=datetime(2030, 12, 31)),  # noqa: DTZ001 - hypothesis adds the zone
    hours=st.integers(-12, 14),
)
def test_the_instant_is_the_same_for_any_input_time_zone(wall: datetime, hours: int) -> None:
    given_at = wall.replace(tzinfo=timezone(timedelta(hours=hours)))
    at = BusinessDay(DAY, given_at).at
    assert at == given_at
    assert at.tzinfo is SHANGHAI


def test_an_instant_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="2026-04-01"):
        BusinessDay(DAY, datetime(2026, 4, 1, 7, 30))  # noqa: DTZ001 - the point of the test


def test_a_late_run_still_belongs_to_its_day() -> None:
    day = BusinessDay(DAY, datetime(2026, 4, 3, 9, 0, tzinfo=SHANGHAI))
    assert day.date == DAY


def test_a_run_is_for_the_newest_period_by_default() -> None:
    at = datetime(2026, 4, 1, 7, 30, tzinfo=SHANGHAI)
    assert BusinessDay(DAY, at).period is None
    assert BusinessDay(DAY, at, "2025Q4").period == "2025Q4"


def test_the_pair_cannot_be_changed() -> None:
    day = BusinessDay(DAY, datetime(2026, 4, 1, tzinfo=SHANGHAI))
    with pytest.raises(FrozenInstanceError):
        day.date = date(2026, 4, 2)  # type: ignore[misc] # the point of the test
