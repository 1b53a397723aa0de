"""Every test bears one of four markers, given by its folder, its fixture or itself."""

from __future__ import annotations

import csv
import multiprocessing
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests import kinds, samples

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


MARKED = re.compile(r"@pytest\.mark\.exhaustive.*\n(?:@.*\n| .*\n|\)\n)*def (\w+)")
FILES = samples.FILES
CLAUSES = Path(__file__).parents[1] / "docs" / "clauses.csv"


def test_no_test_of_a_clause_is_one_of_an_exhaustive_set() -> None:
    with CLAUSES.open(encoding="utf-8", newline="") as table:
        named = [row["测试"].partition(":") for row in csv.DictReader(table) if row["测试"]]
    assert [path for path, _, _ in named if Path(path).resolve() in FILES] == []
    code = {path: (CLAUSES.parents[1] / path).read_text(encoding="utf-8") for path, _, _ in named}
    assert [path for path, text in code.items() if re.search(r"^pytestmark.*exhaustive", text, re.MULTILINE)] == []
    marked = {path: {*re.findall(MARKED, text)} for path, text in code.items()}
    assert [name for path, _, name in named if name.partition("[")[0] in marked[path]] == []


def case(name: str, *marks: Any) -> Any:
    """Returns a stand-in for a collected case that bears these marks."""
    return SimpleNamespace(nodeid=name, path=samples.HERE, get_closest_marker=lambda _: marks[0] if marks else None)


def test_of_an_exhaustive_set_as_many_cases_are_drawn_as_it_says_the_same_ones_for_the_same_number() -> None:
    few, none = pytest.mark.exhaustive(3).mark, pytest.mark.exhaustive.mark
    cases = [case("a"), *(case(f"b{number}", few) for number in range(40)), case("c", none)]
    drawn = [samples.draw(cases, number) for number in (20261127, 20261127, 20261128)]
    assert [len(each) for each in drawn] == [4, 4, 4]
    assert drawn[0] == drawn[1] != drawn[2]
    assert [each.nodeid for each in drawn[0]] == sorted(each.nodeid for each in drawn[0])


def test_three_days_take_each_uniform_case_once_and_any_other_each_day() -> None:
    uniform = pytest.mark.exhaustive(2, thirds=True).mark
    cases = [case("a"), *(case(f"b{number}", uniform) for number in range(40)), case("c", pytest.mark.exhaustive.mark)]
    drawn = [[each.nodeid for each in samples.draw_third(cases, day)] for day in (20261130, 20261201, 20261202)]
    assert [len(each) for each in drawn] == [16, 15, 15]
    assert sorted(name for day in drawn for name in day) == sorted([*(each.nodeid for each in cases), *"aacc"])
    assert {samples.third_of(number) for number in (7, 8, 9)} == {0, 1, 2}
    rare = pytest.mark.exhaustive(thirds=True, days=8).mark
    rare_cases = [case(f"d{number}", rare) for number in range(16)]
    assert [len(samples.draw_third(rare_cases, day)) for day in range(8)] == [2] * 8
    whole: list[Any] = [SimpleNamespace(**{**vars(each), "path": FILES[0]}) for each in cases]
    assert samples.draw_third(whole, 20261130) == whole


def test_three_days_take_each_dear_test_that_no_clause_names_once_and_any_other_each_day() -> None:
    inside, whole = samples.DEAR[0] / "test_any.py", samples.WHOLE[0]

    def item(name: str, path: Path, *fixtures: str, mark: str = "") -> Any:
        marks = {"get_closest_marker": lambda each: each == mark}
        return SimpleNamespace(nodeid=name, path=path, fixturenames=fixtures, originalname=name, **marks)

    with CLAUSES.open(encoding="utf-8", newline="") as table:
        named = next(row["测试"].partition(":")[2] for row in csv.DictReader(table) if row["测试"])
    always = [item("unit", inside), item(named, inside, "databases"), item("act", whole, "databases")]
    always += [item("marked", inside, "databases", mark="exhaustive"), item("other", FILES[0], "databases")]
    items = [*always, item("b0", inside, mark="process")]
    items += [item(f"b{number}", inside, "databases") for number in range(1, 10)]
    drawn = [samples.third_of_the_dear(items[::step], day) for day, step in ((7, 1), (8, -1), (9, 1))]
    assert all(each in day for day in drawn for each in always)
    assert sorted(each.nodeid for day in drawn for each in day if each not in always) == [f"b{n}" for n in range(10)]


@pytest.mark.parametrize(("everything", "left_out"), [(True, 0), (False, len(FILES) - len(samples.SETS))])
def test_without_all_one_file_of_each_exhaustive_set_is_collected(everything: bool, left_out: int) -> None:  # noqa: FBT001 - a case
    config: Any = SimpleNamespace(option=SimpleNamespace(everything=everything, third=False, drawn_by=7))
    assert [samples.pytest_ignore_collect(path, config) for path in FILES].count(True) == left_out
    assert all(path.is_file() for path in (*FILES, *samples.WHOLE))


def test_three_days_take_each_long_file_and_each_file_of_a_set_once() -> None:
    options = [SimpleNamespace(everything=True, third=True, drawn_by=day) for day in (20261130, 20261201, 20261202)]
    configs: list[Any] = [SimpleNamespace(option=option) for option in options]
    taken = [[path for path in FILES if not samples.pytest_ignore_collect(path, config)] for config in configs]
    assert sorted(path for each in taken for path in each) == sorted(FILES)
    assert all(samples.pytest_ignore_collect(path, config) is None for path in samples.WHOLE for config in configs)


def test_three_days_take_each_exhaustive_test_outside_models_once_and_any_other_each_day() -> None:
    def item(name: str, folder: str, *marks: Any, fixtures: tuple[str, ...] = ()) -> Any:
        marked = {"get_closest_marker": lambda _: marks[0] if marks else None, "fixturenames": fixtures}
        return SimpleNamespace(nodeid=name, path=samples.HERE / folder / "test_any.py", **marked)

    marked, uniform = pytest.mark.exhaustive(2).mark, pytest.mark.exhaustive(thirds=True).mark
    always = [item("a", "tasks"), item("b", "models", marked), item("c", "tasks", uniform)]
    always += [item("e", "tasks", marked, fixtures=("a_third",))]
    items = [*always, *(item(f"d{number}", "tasks", marked) for number in range(10))]
    drawn = [samples.third_of_the_marked(items[::step], day) for day, step in ((7, 1), (8, -1), (9, 1))]
    assert all(each in day for day in drawn for each in always)
    assert sorted(each.nodeid for day in drawn for each in day if each not in always) == [f"d{n}" for n in range(10)]


def test_of_a_drawn_file_two_tests_are_drawn_however_the_tests_are_shuffled() -> None:
    items: Any = [SimpleNamespace(path=path, nodeid=f"{path}{n}") for path in FILES[:2] for n in range(9)]
    drawn = samples.draw_of_files(items, {FILES[0]}, 7)
    assert [each.path for each in drawn] == [FILES[1]] * 9 + [FILES[0]] * samples.OF_A_FILE
    assert {id(each) for each in drawn} == {id(each) for each in samples.draw_of_files(items[::-1], {FILES[0]}, 7)}
