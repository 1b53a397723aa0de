"""The readings of this machine's clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models.rules.business_day import SHANGHAI
from tasks import machine
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.machine import reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPRING = datetime(2026, 3, 2, 8, 0, tzinfo=SHANGHAI)


@pytest.fixture
def spring() -> Iterator[None]:
    set_virtual_instant(SPRING)
    yield
    clear_virtual_instant()


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


def test_a_system_without_a_boot_id_gives_an_empty_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "BOOT", tmp_path / "boot_id")
    assert reading().boot == ""


@pytest.mark.parametrize(("state", "stored"), [(0, True), (1, True), (4, True), (5, False), (-1, False)])
def test_only_the_kernel_state_decides_whether_the_clock_is_synchronised(
    monkeypatch: pytest.MonkeyPatch, state: int, *, stored: bool
) -> None:
    class Library:
        def adjtimex(self, _asked: object) -> int:
            return state

    monkeypatch.setattr("ctypes.CDLL", lambda _name: Library())
    assert reading().synchronised is stored


def test_the_query_of_the_kernel_changes_nothing() -> None:
    assert reading().synchronised in {True, False}
