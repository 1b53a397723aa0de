"""Business date and instant of a run in Asia/Shanghai, real or virtual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.rules.sampling import SECRET, secret_hash
from models.rules.workdays import SHANGHAI
from tasks import clock
from tasks.clock import (
    business_day,
    current_instant,
    lease_time,
    new_secret,
    planned_day,
    set_virtual_instant,
    virtual_instant,
)
from tasks.settings import read_settings

if TYPE_CHECKING:
    from tests.conftest import Sql

SPRING = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
WORKDAY = datetime(2026, 7, 1, 10, 30, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def real(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Use the machine's clock before and after the test."""
    monkeypatch.delenv("MUBIAO_CLOCK", raising=False)
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    monkeypatch.setattr(clock, "_virtual_instant", [])
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


def test_a_run_planned_late_in_the_utc_day_belongs_to_the_next_day_in_shanghai() -> None:
    assert business_day(planned=SPRING).date == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("planned", "day"),
    [
        (datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_changes_at_midnight_in_shanghai(planned: datetime, day: date) -> None:
    assert business_day(planned=planned).date == day


def test_a_run_that_starts_late_still_belongs_to_its_day_and_is_recorded_now() -> None:
    before = datetime.now(UTC)  # noqa: TID251 - compared with the clock itself
    day = business_day(planned=SPRING)
    assert day.date == date(2026, 4, 1)
    assert before <= day.at <= before + timedelta(minutes=1)


def test_an_explicit_day_goes_before_the_planned_one() -> None:
    assert business_day(date(2026, 3, 5), planned=SPRING).date == date(2026, 3, 5)


def test_without_parameters_it_is_today_in_shanghai() -> None:
    assert business_day().date == current_instant().date()
    assert current_instant().tzinfo is SHANGHAI


def test_a_period_is_passed_on() -> None:
    assert business_day(period="2026-03").period == "2026-03"
    assert business_day().period is None


def test_a_virtual_instant_overrides_the_planned_start() -> None:
    set_virtual_instant(WORKDAY.astimezone(UTC))
    day = business_day(planned=SPRING)
    assert (day.date, day.at) == (date(2026, 7, 1), WORKDAY)
    assert current_instant().tzinfo is SHANGHAI


def test_a_second_virtual_instant_replaces_the_first() -> None:
    set_virtual_instant(WORKDAY)
    set_virtual_instant(WORKDAY + timedelta(days=1))
    assert virtual_instant() == WORKDAY + timedelta(days=1)


def test_a_child_process_reads_the_virtual_instant_from_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUBIAO_CLOCK", WORKDAY.isoformat())
    read_settings.cache_clear()
    assert (virtual_instant(), business_day().at) == (WORKDAY, WORKDAY)


@pytest.mark.usefixtures("founded")
def test_leases_use_the_clock_of_the_database(sql: Sql) -> None:
    before = sql.value("SELECT clock_timestamp()")
    with begin() as session:
        first, second = lease_time(session), lease_time(session)
    assert before < first < second < sql.value("SELECT clock_timestamp()")


@pytest.mark.usefixtures("founded")
def test_leases_of_a_demonstration_use_the_virtual_clock() -> None:
    set_virtual_instant(WORKDAY)
    with begin() as session:
        assert lease_time(session) == WORKDAY


def test_a_run_keeps_its_planned_day_but_is_never_of_a_later_one_than_now() -> None:
    set_virtual_instant(WORKDAY)
    assert planned_day().date == WORKDAY.date()
    clock._virtual_instant.clear()
    today = business_day().date
    assert planned_day(planned=current_instant() + timedelta(days=3)).date == today
    assert planned_day(planned=SPRING).date == date(2026, 4, 1)
    assert planned_day("2026-03").period == "2026-03"


def test_a_secret_can_be_committed_to_and_none_is_made_twice() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(SECRET.fullmatch(secret) and secret_hash(secret) != secret for secret in made)
