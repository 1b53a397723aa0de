"""Tests run in two processes at once; one that looks at the clock has the machine to itself meanwhile.

A process is given files, the long ones first (`tests/kinds.py`).
"""

import fcntl
import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.kinds import kinds_of

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "alone: no other test runs at the same time")


class FilesInTurn(LoadFileScheduling):  # type: ignore[misc]
    """As xdist gives files to processes, but after each test it looks at what is left only, not at all tests.

    Among 35,000 tests xdist looks for the number of each, and counts all that a process was given: 12 CPU seconds.
    """

    numbers: dict[str, int]

    def schedule(self) -> None:
        self.numbers = {name: number for number, name in enumerate(next(iter(self.registered_collections.values())))}
        super().schedule()

    def mark_test_complete(self, node: Any, item_index: int, *_more: float) -> None:
        name = self.registered_collections[node][item_index]
        given, file = self.assigned_work[node], self._split_scope(name)
        del given[file][name]
        if not given[file]:
            del given[file]
        self._reschedule(node)

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        return sum(map(len, workload.values()))

    def _assign_work_unit(self, node: Any) -> None:
        file, tests = self.workqueue.popitem(last=False)
        self.assigned_work[node][file] = tests
        node.send_runtest_some([self.numbers[name] for name in tests])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesInTurn | None:
    return FilesInTurn(config, log) if config.option.dist == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Take one turn for a test together with the fixtures of its module."""
    keep_to_a_core(item)
    if not (locks := turns(item.config)):
        return (yield)
    with turn(*locks, alone=item.get_closest_marker("alone") is not None):
        return (yield)


def keep_to_a_core(item: pytest.Item) -> None:
    """Keep each of two test processes, with its database server, on a separate core: they work in turns.

    The processes of a journey work at the same time and may use every core. Runs of tests that share the machine begin
    at different cores, by the number of the process that started them.
    """
    if CORES:
        worker = int(getattr(item.config, "workerinput", {}).get("workerid", "gw0").removeprefix("gw"))
        os.sched_setaffinity(0, CORES if "journey" in kinds_of(item) else {CORES[(os.getppid() + worker) % len(CORES)]})


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove the locks: a process that still runs tests needs no turns any more."""
    for lock in turns(session.config):
        lock.unlink(missing_ok=True)


def turns(config: pytest.Config) -> list[Path]:
    """Returns the lock files of the processes that share these tests; an empty list if there is one process."""
    run: dict[str, str] | None = getattr(config, "workerinput", None)
    place = Path(tempfile.gettempdir())
    return [place / f"mubiao-turns-{run['testrunuid']}.{name}" for name in ("door", "room")] if run else []


@contextmanager
def turn(outer: Path, inner: Path, *, alone: bool) -> Iterator[None]:
    """Wait for a turn: shared with other tests, or alone. A test that waits to run alone is not overtaken."""
    with outer.open("a") as door, inner.open("a") as room:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield
