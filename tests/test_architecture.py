"""Rules of the code that no single test can check: who commits, who queries the database, which file belongs where."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import grimp
import pytest

from models.intake.shipped import shipped_rows
from models.ledger.acts import ACTS, Act
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, ROUTINES
from models.rules.states import ADJUSTMENT, ENTRY, OBLIGATION, REMEDIATION, SAMPLE, URGING, Event, Moves, State, To
from tests.sources import PACKAGES, ROOT, functions, lines, name_of, nodes_of, sources

# Nodes that count as a branch.
BRANCH = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.comprehension, ast.ExceptHandler, ast.match_case)
LONGEST_FLOW = 20
TABLES = {
    "adjustment": ADJUSTMENT,
    "obligation": OBLIGATION,
    "negative_entry": ENTRY,
    "remediation": REMEDIATION,
    "sample": SAMPLE,
    "urging": URGING,
}
MEANINGLESS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
SQL_CLOCK = re.compile(
    r"\b(now\(\)|(clock|statement|transaction)_timestamp|current_(date|time)|localtime|timeofday)", re.IGNORECASE
)
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH RECURSIVE)\b")

# Files and folders without a separate test file, and the tests that cover them.
UNTESTED = {
    "deployments/bench/everything.py": "the whole run, minutes long: started by hand, its parts have their tests",
    "deployments/bench/flow_process.py": "a process of its own that the whole run starts to look at its size",
    "deployments/bench/footprint.py": "starts a Prefect server and simulates a year, only to time them",
    "deployments/demo/": "the demonstration itself: tests/journeys/test_demo.py sees all of it",
    "deployments/runner.py": "a process of its own: the journeys see it start what is scheduled",
    "models/intake/cycle.py": "the inputs of some acts: the tests of the acts say it",
    "models/intake/jurisdiction.py": "the same",
    "models/intake/message.py": "the same",
    "models/intake/input.py": "the ground of all inputs: the tests of every act say it",
    "notifications/samples/": "samples themselves: tests/notifications/test_render.py renders every one",
    "models/migrations/env.py": "loaded by Alembic from its path: every database of the tests is made by it",
}


def module_of(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def ids(value: object) -> str:
    return str(getattr(value, "key", value))


# Shape


def test_every_value_of_the_rules_is_frozen() -> None:
    classes = [node for path in sources("models/rules") for node in nodes_of(path) if isinstance(node, ast.ClassDef)]
    marks = {ast.unparse(mark) for each in classes for mark in each.decorator_list}
    assert "dataclass(frozen=True, slots=True)" in marks
    assert [mark for mark in marks if "frozen=True" not in mark] == []


def test_a_flow_is_its_steps_and_a_short_shell() -> None:
    assert {name for name, node in functions("flows") if lines(node) > LONGEST_FLOW} == set()
    assert [node for path in sources("flows") for node in nodes_of(path) if isinstance(node, BRANCH)] == []


def test_no_file_has_a_meaningless_name() -> None:
    assert [name_of(path) for path in sources() if path.stem in MEANINGLESS] == []


# Transactions and SQL


def test_only_the_database_module_commits() -> None:
    ends = {
        name_of(path)
        for path in sources()
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    }
    assert ends == {"models/database.py"}


def test_only_the_database_module_and_the_sealing_of_a_block_query_the_clock_of_the_database() -> None:
    asking = {
        name_of(path)
        for path in sources("models", "notifications", "tasks", "flows")
        for node in nodes_of(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_CLOCK.search(node.value)
    }
    assert asking == {"models/block.py", "models/database.py"}


def test_steps_and_flows_do_not_query_the_database() -> None:
    asking = {
        name_of(path)
        for path in sources("tasks", "flows")
        for node in nodes_of(path)
        if (isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value))
        or (isinstance(node, ast.Call) and ast.unparse(node.func) in {"select", "text", "run"})
    }
    assert asking == set()


# The names of the packages


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_name_belongs_to_this_distribution_alone(package: str) -> None:
    assert set(packages_distributions().get(package, [])) == {"mubiao"}


# Acts, states and clauses


@pytest.fixture(scope="module")
def clauses() -> set[str]:
    """Returns every clause of the table and its parents: 3-6.1.1, 3-6.1, 3-6."""
    named = {f"{row['part']}-{row['clause'].partition('-')[0]}" for row in shipped_rows("clauses.csv")}
    return named | {above for clause in named for above in _above(clause)}


def _above(clause: str) -> Iterator[str]:
    while "." in clause:
        clause = clause.rpartition(".")[0]
        yield clause


@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act.name)
def test_an_act_names_its_clause_and_has_a_chinese_title(act: Act[Any], clauses: set[str]) -> None:
    assert act.clause in clauses
    assert re.fullmatch(r"[\u4e00-\u9fff]+", act.title)


@pytest.mark.parametrize("cycle", [*CYCLES, *ROUTINES], ids=ids)
def test_a_cycle_and_its_duties_name_clauses_that_exist(cycle: Cycle | Routine, clauses: set[str]) -> None:
    duties = cycle.duties if isinstance(cycle, Cycle) else ()
    assert {cycle.clause, *(duty.clause for duty in duties)} <= clauses


def test_what_a_cycle_covers_is_in_the_table_of_clauses() -> None:
    known = {row["id"] for row in shipped_rows("clauses.csv")}
    assert {covered for cycle in CYCLES for covered in cycle.covers} <= known


@pytest.mark.parametrize("moves", TABLES.values(), ids=list(TABLES))
def test_every_event_is_caused_by_some_act_and_every_state_is_reached_or_first(moves: Moves) -> None:
    events: set[Event] = {event for answers in moves.values() for event in answers}
    assert {event for event in events if f"{type(event).__name__}.{event.name}" not in _attributes()} == set()
    reached: set[State] = {move.state for answers in moves.values() for move in answers.values() if type(move) is To}
    assert set(moves) - reached <= {next(iter(moves))}


@cache
def _attributes() -> set[str]:
    return {ast.unparse(n) for p in sources("models/ledger") for n in nodes_of(p) if type(n) is ast.Attribute}


# The reverse is tested in tests/flows: every cycle has its flow, schedule and templates.


def test_every_flow_belongs_to_a_cycle() -> None:
    assert {path.stem for path in sources("flows")} - {"__init__"} == {cycle.key for cycle in (*CYCLES, *ROUTINES)}


# Tests


def test_every_module_has_its_test_file_or_is_imported_by_a_test() -> None:
    untested = {name_of(path) for path in sources() if path.name != "__init__.py" and not _tested(path)}
    assert {name for name in untested if not name.startswith(tuple(UNTESTED))} == set()


@pytest.mark.parametrize("name", UNTESTED)
def test_every_file_without_a_separate_test_exists(name: str) -> None:
    assert (ROOT / name).exists()


def _tested(path: Path) -> bool:
    folder = ROOT / "tests" / path.parent.relative_to(ROOT)
    mirrors = [
        folder / f"test_{path.name}",
        folder / f"test_{folder.name}.py",
    ]  # its own test file, or that of its folder
    by_key = {f"flows.{cycle.key}" for cycle in (*CYCLES, *ROUTINES)}  # a flow is loaded by the key of its cycle
    return any(mirror.is_file() for mirror in mirrors) or module_of(path) in by_key | _imported()


@cache
def _imported() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for node in nodes_of(path):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_every_test_file_mirrors_its_source() -> None:
    stems = {path.relative_to(ROOT).with_name(f"test_{path.name}") for path in sources()}
    stems |= {path.relative_to(ROOT).parent / f"test_{path.parent.name}.py" for path in sources()}
    stems |= {path.relative_to(ROOT).parent.parent / f"test_{path.parent.name}.py" for path in sources()}
    stems |= {path.relative_to(ROOT).with_name(f"test_{path.stem}.py") for path in ROOT.glob("deployments/*.txt")}
    tests = {path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    of_all = {path for path in tests if path.parts[0] == "journeys" or len(path.parts) == 1}
    # The tests of a source may be split by subject: test_target.py, test_target_cells.py.
    split = {path for path in tests for stem in stems if f"{path}".startswith(f"{stem.with_suffix('')}_")}
    assert tests - of_all - stems - split == set()


def test_no_room_of_the_ledger_imports_itself_through_others() -> None:
    graph = grimp.build_graph("models", cache_dir=None)
    assert graph.nominate_cycle_breakers("models.ledger") == set()
