"""The four markers of tests; one that starts what its marker does not allow fails.

Every test bears exactly one: `pytest -m "unit or database"` takes the quick ones. `journey` is given by the folder,
`database` by the fixture. A test that starts processes says so itself, with `@pytest.mark.process`, or its module does.
"""

import functools
import os
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Pool, event

from tests.samples import LONG

KINDS = {
    "journey": "a whole story, told to the programs as they are: everything in tests/journeys",
    "process": "starts processes: programs, database servers of its own, Prefect servers",
    "database": "works in the databases of the one server that all tests share",
    "unit": "needs neither a database nor another process",
}
JOURNEYS = Path(__file__).parent / "journeys"
BEGINNINGS = ((subprocess.Popen, "__init__"), (os, "fork"), (os, "forkpty"), (os, "posix_spawn"), (os, "system"))
CONNECTION = "a connection to a database"
_begun: list[str] = []  # what was started or connected to since the last report


def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in KINDS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    # Not `sys.addaudithook`: with a hook in Python, CPython 3.11 fails to trace a thread that starts next to another.
    for owner, name in (*BEGINNINGS, (BaseProcess, "start")):
        setattr(owner, name, _noted(getattr(owner, name)))
    event.listen(Pool, "checkout", lambda *_: _begun.append(CONNECTION))


def _noted(begin: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which notes that it was called."""

    @functools.wraps(begin)
    def note_and_begin(*args: Any, **options: Any) -> Any:
        # `platform.architecture` of the standard library asks the program `file`, once in a process.
        words = [each for each in args if isinstance(each, str | list | tuple)]
        if not any(each[:1] == ["file"] for each in words):
            _begun.append(f"{begin.__qualname__} {words}")
        return begin(*args, **options)

    return note_and_begin


def pytest_itemcollected(item: pytest.Item) -> None:
    if KINDS.keys().isdisjoint(mark.name for mark in item.iter_markers()):
        item.add_marker(kind_by_place(item))


@pytest.hookimpl(trylast=True)  # after the tests were shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the long tests first, file by file, so that the process that finishes early gets the short ones.

    A file with a test that runs alone is one of the short ones: it would wait for the end of a long test.
    """
    ranks: dict[Path, int] = {}
    for item in items:
        ranks[item.path] = min([*map(list(KINDS).index, kinds_of(item)), ranks.get(item.path, len(KINDS))])
    ranks |= {item.path: len(KINDS) for item in items if item.get_closest_marker("alone")} | dict.fromkeys(LONG, -1)
    items.sort(key=lambda item: ranks[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not _begun:
        return report
    allowed = {CONNECTION} if "database" in kinds_of(item) else set()
    begun = [each for each in _begun if each not in allowed]
    _begun.clear()
    if begun and report.passed and not {"journey", "process"} & {*kinds_of(item)}:
        report.outcome, report.longrepr = "failed", f"its marker is {kinds_of(item)}, but it starts {begun}"
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """What was begun before a test is not its own."""
    _begun.clear()


def kinds_of(item: pytest.Item) -> list[str]:
    """Those of the four markers that a test bears: one."""
    return [kind for kind in KINDS if item.get_closest_marker(kind)]


def kind_by_place(item: pytest.Item) -> str:
    """The marker of a test without an explicit one."""
    if item.path.is_relative_to(JOURNEYS):
        return "journey"
    return "database" if "databases" in getattr(item, "fixturenames", ()) else "unit"


@contextmanager
def unnoted() -> Iterator[None]:
    """What begins inside is not counted against the test."""
    before = _begun.copy()
    yield
    _begun[:] = before
