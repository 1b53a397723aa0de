"""The checks on a second core find what the watch itself finds, on the rows that there were when they were due."""

from __future__ import annotations

import os
import signal
from datetime import date
from multiprocessing import active_children
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.nightly import Watch
from deployments.simulation.invariants.second_core import SecondCore

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.deployments.simulation.conftest import Plant

TODAY = date(2025, 3, 20)
CORES = frozenset(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else frozenset()
PLANTED = "UPDATE obligation SET late = NOT late WHERE id = DONE"
pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not CORES, reason="a system that binds no process to a core"),
]


def run_checks(watch: Watch, year: Year) -> list[str]:
    watch.after_sweep(TODAY, year.calendar)
    watch.at_night(TODAY, year.calendar)
    watch.at_the_end(year.calendar)
    return watch.violations


@pytest.mark.process
def test_it_finds_what_the_watch_itself_finds(year: Year, plant: Plant) -> None:
    plant("DELETE FROM urging")
    plant(PLANTED)
    itself = run_checks(Watch(year.plan, year.world, year.outside), year)
    assert len(itself) > 1
    assert run_checks(SecondCore(Watch(year.plan, year.world, year.outside), CORES), year) == itself


@pytest.mark.process
def test_a_check_reads_the_rows_that_there_were_when_it_was_due(year: Year, plant: Plant) -> None:
    watch = SecondCore(Watch(year.plan, year.world, year.outside), CORES)
    year.outside.today["letter"] = "mail"
    watch.at_night(TODAY, year.calendar)
    plant("DELETE FROM urging")
    plant("UPDATE block SET actor = '别人' WHERE height = 9")
    assert year.outside.today == {}
    watch.at_the_end(year.calendar)
    assert {found.split()[0] for found in watch.violations if "台账第9块" in found} == {str(year.plan.last_day)}


@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_ends_the_checks_without_a_word(
    year: Year, number: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    before = signal.signal(number, signal.default_int_handler)  # as in the process of the command
    watch = SecondCore(Watch(year.plan, year.world, year.outside), CORES)
    signal.signal(number, before)
    watch.after_sweep(TODAY, year.calendar)
    (child,) = active_children()
    os.kill(child.pid or 0, number)
    child.join(10)
    assert (child.exitcode, capfd.readouterr().err) == (-number, "")


@pytest.mark.process
def test_an_error_of_a_check_ends_the_year(
    year: Year, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_self: Watch, *_: object, **__: object) -> None:
        raise ValueError("no such row")

    monkeypatch.setattr(Watch, "at_night", fail)
    watch = SecondCore(Watch(year.plan, year.world, year.outside), CORES)
    with pytest.raises(EOFError):
        watch.at_night(TODAY, year.calendar)
    assert "ValueError: no such row" in capfd.readouterr().err
