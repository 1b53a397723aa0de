"""A child does one thing, says what came of it, and can be stopped."""

from __future__ import annotations

import os
import signal
import time
from functools import partial

import pytest

from deployments.simulation.faults.children import SPAWN, Child, Ended


def test_a_forked_child_knows_what_its_parent_knew_and_says_what_it_found() -> None:
    known = [1, 2]

    def work() -> list[int]:
        known.append(3)
        return known

    assert Child(work).end() == Ended(0, [1, 2, 3])
    assert known == [1, 2]


def test_a_child_that_is_killed_says_nothing() -> None:
    assert Child(lambda: os.kill(os.getpid(), signal.SIGKILL)).end() == Ended(-signal.SIGKILL, None)


def test_a_child_that_fails_says_nothing_but_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    assert Child(partial(int, "no number")).end() == Ended(1, None)
    assert "no number" in capfd.readouterr().err


def test_a_spawned_child_begins_as_a_program_does() -> None:
    assert Child(partial(int, "7"), SPAWN).end() == Ended(0, 7)


@pytest.mark.parametrize("ended", [True, False])
def test_stopping_waits_for_the_end(*, ended: bool) -> None:
    child = Child(partial(time.sleep, 0 if ended else 600))
    if ended:
        child.end()
    before = time.monotonic()
    child.stop()
    assert time.monotonic() - before < 60
