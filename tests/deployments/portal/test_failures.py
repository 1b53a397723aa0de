"""Failures: an account slows down at one address, an address only after many, and both forget after an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from deployments.portal.failures import Failures
from models.rules.workdays import SHANGHAI

NOON = datetime(2026, 3, 5, 12, tzinfo=SHANGHAI)


def test_the_sixth_try_waits_and_a_right_one_forgets() -> None:
    failures = Failures()
    assert [failures.try_again("1", "a", NOON) for _ in range(5)] == [timedelta()] * 5
    assert failures.try_again("1", "a", NOON) == timedelta(seconds=1)
    assert failures.try_again("1", "b", NOON) == timedelta()
    assert failures.try_again("2", "a", NOON) == timedelta()
    failures.succeed("1", "a")
    assert failures.try_again("1", "a", NOON) == timedelta()


def test_after_an_hour_nothing_is_counted() -> None:
    failures = Failures()
    for minute in range(10):
        failures.try_again("1", "a", NOON + timedelta(minutes=minute * 5))
    assert failures.try_again("1", "a", NOON + timedelta(hours=3)) == timedelta()
    assert failures.try_again("", "a", NOON + timedelta(hours=5)) == timedelta()
