"""Every test bears one of four markers, given by its folder, its fixture or itself."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests import kinds

if TYPE_CHECKING:
    from tests.conftest import Databases


def test_every_test_bears_exactly_one_of_the_four_markers(request: pytest.FixtureRequest) -> None:
    borne = {item.nodeid: kinds.kinds_of(item) for item in request.session.items}
    assert {name: those for name, those in borne.items() if len(those) != 1} == {}


def test_each_of_them_is_registered(pytestconfig: pytest.Config) -> None:
    known = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    assert known >= {"unit", "database", "process", "journey"}


def test_the_kind_is_given_by_the_folder_and_by_the_fixture_of_the_databases() -> None:
    inside: Any = SimpleNamespace(path=kinds.JOURNEYS / "test_any.py", fixturenames=["databases"])
    shared: Any = SimpleNamespace(path=kinds.JOURNEYS.with_name("test_any.py"), fixturenames=["databases"])
    bare: Any = SimpleNamespace(path=shared.path, fixturenames=[])
    assert [kinds.kind_by_place(each) for each in (inside, shared, bare)] == ["journey", "database", "unit"]


def outcome_of(kind: str, start: Any) -> str:
    """Returns the outcome of a test with this marker that does this."""
    item: Any = SimpleNamespace(get_closest_marker=lambda name: name == kind)
    report: Any = SimpleNamespace(passed=True, outcome="passed", longrepr=None)
    hook = kinds.pytest_runtest_makereport(item)
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
    assert outcome_of("unit", lambda: kinds._noted(print)(["file", "-b", sys.executable])) == "passed"
