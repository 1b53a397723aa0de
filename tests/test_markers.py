"""Every test bears one of four markers, given by what it uses; one that starts processes unmarked does not pass."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from deployments import embedded
from tests import conftest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases


def test_every_test_bears_exactly_one_of_the_four_markers(request: pytest.FixtureRequest) -> None:
    borne = {item.nodeid: conftest.kinds_of(item) for item in request.session.items}
    assert {name: kinds for name, kinds in borne.items() if len(kinds) != 1} == {}


def test_each_of_them_is_registered(pytestconfig: pytest.Config) -> None:
    known = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    assert known >= {"unit", "database", "process", "journey"}


def at_once() -> None:
    subprocess.run(["true"], check=True)  # noqa: S607 - never called


def by_way_of_another() -> None:
    at_once()


def inside() -> Any:
    return lambda: subprocess.Popen(["true"])  # noqa: S607 - never called


class Starting:
    def start(self, home: Path) -> str:
        return embedded.start(home)


def by_way_of_a_class() -> Starting:
    return Starting()


def only_looking(home: Path) -> bool:
    return embedded.is_running(home)


@pytest.mark.parametrize("function", [at_once, by_way_of_another, inside, by_way_of_a_class])
def test_a_function_that_names_what_starts_processes_starts_them(function: Any) -> None:
    assert conftest.starts(function)


def test_a_test_that_only_looks_does_not_start_a_process() -> None:
    assert not conftest.starts(only_looking)


def outcome_of(kind: str, start: Any) -> str:
    """Returns the outcome of a test with this marker that does this."""
    item: Any = SimpleNamespace(get_closest_marker=lambda name: name == kind)
    report: Any = SimpleNamespace(passed=True, outcome="passed", longrepr=None)
    hook = conftest.pytest_runtest_makereport(item)
    next(hook)
    start()
    with pytest.raises(StopIteration):
        hook.send(report)
    return str(report.outcome)


def spawned() -> None:
    child = multiprocessing.get_context("spawn").Process()
    child.start()
    child.join()


def forked() -> None:
    if not (child := os.fork()):
        os._exit(0)
    os.waitpid(child, 0)


@pytest.mark.process
@pytest.mark.parametrize(
    ("kind", "outcome"), [("unit", "failed"), ("database", "failed"), ("process", "passed"), ("journey", "passed")]
)
@pytest.mark.parametrize("start", [lambda: subprocess.run(["true"], check=True), forked, spawned])  # noqa: S607 - any
def test_a_test_that_starts_a_process_passes_only_when_marked(kind: str, outcome: str, start: Any) -> None:
    assert outcome_of(kind, start) == outcome


@pytest.mark.database
@pytest.mark.parametrize(
    ("kind", "outcome"), [("unit", "failed"), ("database", "passed"), ("process", "passed"), ("journey", "passed")]
)
def test_a_test_that_connects_to_a_database_passes_only_when_marked(
    databases: Databases, kind: str, outcome: str
) -> None:
    assert outcome_of(kind, lambda: databases.admin("SELECT 1")) == outcome


def test_the_standard_library_may_ask_for_the_architecture() -> None:
    assert outcome_of("unit", lambda: conftest._noted(print)(["file", "-b", sys.executable])) == "passed"
