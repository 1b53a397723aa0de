"""Tests run in two processes at once; one that looks at the clock has the machine to itself meanwhile."""

import fcntl
import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kinds import kinds_of

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "alone: no other test runs at the same time")


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
