"""What the clocks of this machine show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.rules.business_day import SHANGHAI
from tasks import machine
from tasks.clock import pretend, pretend_no_more
from tasks.machine import reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPRING = datetime(2026, 3, 2, 8, 0, tzinfo=SHANGHAI)


@pytest.fixture
def spring() -> Iterator[None]:
    pretend(SPRING)
    yield
    pretend_no_more()


def test_the_stopwatch_goes_on_and_the_start_stays_the_same() -> None:
    first, second = reading(), reading()
    assert timedelta() < first.running < second.running
    assert first.boot == second.boot == machine.BOOT.read_text().strip()
    assert first.at.tzinfo is SHANGHAI


@pytest.mark.usefixtures("spring")
def test_setting_the_time_of_day_does_not_touch_the_stopwatch() -> None:
    now = reading()
    assert now.at == SPRING
    assert now.running == pytest.approx(reading().running, abs=timedelta(seconds=5))


def test_a_system_that_names_no_start_tells_nothing_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "BOOT", tmp_path / "boot_id")
    assert reading().boot == ""


@pytest.mark.parametrize(("state", "kept"), [(0, True), (1, True), (4, True), (5, False), (-1, False)])
def test_only_the_systems_word_counts_that_a_time_server_keeps_the_clock(
    monkeypatch: pytest.MonkeyPatch, state: int, *, kept: bool
) -> None:
    class Library:
        def adjtimex(self, _asked: object) -> int:
            return state

    monkeypatch.setattr("ctypes.CDLL", lambda _name: Library())
    assert reading().synchronised is kept


def test_asking_the_system_changes_nothing_and_answers() -> None:
    assert reading().synchronised in {True, False}
