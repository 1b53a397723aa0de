"""A child runs one piece of work, returns the result, and can be stopped."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from deployments.simulation.faults import children
from deployments.simulation.faults.children import Child, ChildResult

pytestmark = pytest.mark.process


def test_a_forked_child_has_the_state_of_its_parent_and_returns_its_result() -> None:
    known = [1, 2]

    def work() -> list[int]:
        known.append(3)
        return known

    assert Child(work).end() == ChildResult(0, [1, 2, 3])
    assert known == [1, 2]


def test_a_child_that_is_killed_returns_no_value() -> None:
    assert Child(lambda: os.kill(os.getpid(), signal.SIGKILL)).end() == ChildResult(-signal.SIGKILL, None)


def test_a_child_that_fails_returns_no_value_and_prints_to_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    assert Child(partial(int, "no number")).end() == ChildResult(1, None)
    assert "no number" in capfd.readouterr().err


def interrupted() -> None:
    raise KeyboardInterrupt


def test_an_interrupted_child_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert Child(interrupted).end() == ChildResult(130, None)
    assert Child(partial(signal.default_int_handler, 2, None), spawned=True).end() == ChildResult(130, None)
    assert capfd.readouterr().err == ""


def test_a_spawned_child_starts_with_a_fresh_interpreter() -> None:
    assert Child(partial(int, "7"), spawned=True).end() == ChildResult(0, 7)


@pytest.mark.parametrize("obeys", [True, False])
def test_a_working_child_is_stopped_or_killed_when_it_ignores_the_signal(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    obeys: bool,  # noqa: FBT001 - a column of the table
) -> None:
    def work() -> None:
        if not obeys:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        (tmp_path / "at work").touch()
        time.sleep(600)

    monkeypatch.setattr(children, "PATIENCE", 60 if obeys else 0)
    child = Child(work)
    while not (tmp_path / "at work").exists():
        assert child.alive
    child.stop()
    assert not child.alive


def test_a_child_that_has_ended_can_be_stopped() -> None:
    child = Child(partial(int, "7"))
    assert child.end() == ChildResult(0, 7)
    child.stop()
    assert not child.alive
