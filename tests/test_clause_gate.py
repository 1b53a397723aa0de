"""The gate of the clause table: a test that looks at the work is caught failing, one that does not is named."""

from __future__ import annotations

import asyncio
import csv
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from deployments.listings import contacts, departments
from flows.daily_sweep import daily_sweep
from models.intake.negative_list import FeedbackFiled
from models.ledger.acts import ACTS, Summary
from models.ledger.inspection.plan import issue_plan
from models.ledger.registry.register import list_contacts
from models.ledger.score.innovation import INNOVATION
from models.ledger.score.second_level import SECOND_LEVEL
from models.rules import cycles
from models.rules.cycle import Cycle
from models.rules.cycles import CYCLES, DUTY_OF, MONTHLY_CHECK
from models.rules.errors import Refused
from models.rules.inspection import Scope, check_plan
from models.rules.workdays import WorkCalendar
from notifications.notice_files import load_template
from notifications.render import ENVIRONMENT
from tasks.flow_shell import TODAY
from tests.clause_gate import TITLES, CannotBeReplacedError, Row, doing_nothing, find_code, neutral

ROOT = Path(__file__).parents[1]
CODE = """
from dataclasses import dataclass
from typing import Callable

@dataclass(frozen=True, slots=True)
class Act:
    body: Callable[[], list[str]]

def count() -> int:
    return 3

def names() -> list[str]:
    return ["a"]

listing = Act(names)
"""
TESTS = """
import pytest
from work import count, listing, names

def test_count():
    assert count() == 3

def test_listing():
    assert listing.body() == ["a"]

def test_that_does_not_look():
    assert count() == 3

@pytest.mark.parametrize("number", [3, 4])
def test_case(number):
    assert count() == 3 or number == 4

def test_broken():
    assert count() == 5

@pytest.fixture
def counted():
    assert count() == 3

def test_whose_fixture_looks(counted):
    assert True
"""
GOOD = [
    ["C1", "3", "1", "计数", "自动", "work.py:count", "tests/test_work.py:test_count", ""],
    ["C2", "3", "2", "列出", "自动", "work.py:listing", "tests/test_work.py:test_listing", ""],
    ["C3", "3", "3", "例", "自动", "work.py:count", "tests/test_work.py:test_case[3]", ""],
    ["C4", "3", "4", "等", "未实现", "", "", "没有做"],
    ["C5", "3", "5", "词", "定义", "", "", ""],
]
BAD = [
    ["C1", "3", "1", "计数", "自动", "work.py:count", "tests/test_work.py:test_count", ""],
    ["C2", "3", "2", "列出", "自动", "work.py:names", "tests/test_work.py:test_that_does_not_look", ""],
    ["C3", "3", "3", "例", "自动", "work.py:count", "tests/test_work.py:test_case[4]", ""],
    ["C4", "3", "4", "坏", "自动", "work.py:count", "tests/test_work.py:test_broken", ""],
    ["C5", "3", "5", "类", "自动", "work.py:Act", "tests/test_work.py:test_listing", ""],
    ["C6", "3", "6", "前", "自动", "work.py:count", "tests/test_work.py:test_whose_fixture_looks", ""],
]
BOTH = [
    Row("C5", "1", "2.1", "机关", "定义", "", "", ""),
    Row("C110", "3", "2.1", "核验误差率", "自动", "work.py:count", "tests/test_work.py:test_count", ""),
]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`gate(rows)`: what the gate says of a small project whose table has these rows."""
    monkeypatch.delenv(
        "PYTEST_ADDOPTS", raising=False
    )  # its options are known to the conftest.py of this project alone
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "work.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "tests" / "test_work.py").write_text(TESTS, encoding="utf-8")

    def run(rows: list[list[str]], *more: str) -> subprocess.CompletedProcess[str]:
        with (tmp_path / "docs" / "clauses.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([TITLES, *rows])
        line = [sys.executable, "-P", str(ROOT / "tests" / "clause_gate.py"), "--root", str(tmp_path), *more]
        return subprocess.run(line, check=False, capture_output=True, text=True, cwd=tmp_path)  # noqa: S603 - ours

    return run


# The whole


@pytest.mark.process
def test_where_every_test_looks_the_parts_of_the_gate_pass_and_count_what_is_open(gate: Run) -> None:
    for part, tests in (("1/2", 2), ("2/2", 1)):
        done = gate(GOOD, "--part", part)
        said = f"5 rows, {tests} checked by {tests} tests, 1 open: 3-4; 0 problems; "
        assert done.stdout.startswith(said), done.stdout + done.stderr
        assert done.returncode == 0


@pytest.mark.process
def test_a_row_whose_test_does_not_look_is_named_and_every_row_counts_on_its_own(gate: Run) -> None:
    done = gate(BAD)
    text = done.stdout.splitlines()
    assert "tests/test_work.py::test_broken fails although nothing is replaced:" in text
    assert [line for line in text if "without" in line or "cannot be replaced" in line] == [
        "3-2 列出: tests/test_work.py:test_that_does_not_look passes without work.py:names",
        "3-3 例: tests/test_work.py:test_case[4] passes without work.py:count",
        "3-5 work.py:Act cannot be replaced: <class 'work.Act'>",
        "3-6 前: a fixture of tests/test_work.py:test_whose_fixture_looks fails without work.py:count",
    ]
    assert text[-1].startswith("6 rows, 6 checked by 6 tests, none open; 5 problems; ")
    assert done.returncode == 1


@pytest.mark.process
def test_a_row_that_names_a_test_that_is_not_there_fails(gate: Run) -> None:
    done = gate([["C1", "3", "1", "计数", "自动", "work.py:count", "tests/test_work.py:test_gone", ""]])
    assert done.returncode == 1


@pytest.mark.parametrize("names", [["C110"], ["2.1"], ["3-2.1"], ["4.4", "C110"]])
def test_a_row_is_chosen_by_its_id_or_its_clause(names: list[str]) -> None:
    assert BOTH[1].is_named(names)


def test_a_number_that_stands_in_both_parts_chooses_both_rows_and_with_its_part_one() -> None:
    assert [row.id for row in BOTH if row.is_named(["2.1"])] == ["C5", "C110"]
    assert [row.id for row in BOTH if row.is_named(["1-2.1"])] == ["C5"]
    assert [row.id for row in BOTH if row.is_named([])] == []


# What doing nothing means


def test_a_function_does_nothing_wherever_it_was_imported() -> None:
    with doing_nothing(find_code("models/rules/inspection.py:check_plan"), ROOT):
        check_plan({})
        find_code("models/ledger/inspection/plan.py:check_plan")({})
    with pytest.raises(Refused):
        check_plan({})


def test_an_act_returns_nothing_under_every_name() -> None:
    with doing_nothing(issue_plan, ROOT):
        assert ACTS["issue_plan"].body(None, None, None) == Summary()  # type: ignore[arg-type]


def test_an_act_that_is_an_object_does_nothing_either() -> None:
    with doing_nothing(ACTS["issue_plan"], ROOT):
        assert ACTS["issue_plan"].body(None, None, None) == Summary()  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        ACTS["issue_plan"].body(None, None, None)  # type: ignore[arg-type]


def test_a_flow_runs_no_step() -> None:
    with doing_nothing(daily_sweep, ROOT):
        assert asyncio.run(daily_sweep.fn(TODAY)) == Summary()


def test_a_cycle_stands_in_no_table() -> None:
    with doing_nothing(MONTHLY_CHECK, ROOT):
        assert MONTHLY_CHECK.key not in {cycle.key for cycle in cycles.CYCLES}
        assert MONTHLY_CHECK.key not in DUTY_OF
        with pytest.raises(Refused):
            cycles.find_cycle(MONTHLY_CHECK.key)
    assert cycles.find_cycle(MONTHLY_CHECK.key) is MONTHLY_CHECK
    assert cycles.CYCLES is CYCLES


def test_a_list_is_empty_and_a_table_too() -> None:
    with doing_nothing(Scope, ROOT), doing_nothing(CYCLES, ROOT):
        assert list(Scope) == []
        assert find_code("models/rules/cycles.py:CYCLES") == ()
    assert len(Scope) == 4


def test_a_model_accepts_everything() -> None:
    with doing_nothing(FeedbackFiled, ROOT):
        assert FeedbackFiled.model_validate({"feedback": ""}).feedback == ""
    with pytest.raises(ValueError, match="target"):
        FeedbackFiled.model_validate({"feedback": ""})


def test_a_yearly_noun_refuses_and_the_others_do_as_before() -> None:
    before = SECOND_LEVEL.check
    with doing_nothing(find_code("models/ledger/score/second_level.py:SECOND_LEVEL"), ROOT):
        with pytest.raises(Refused, match="未登记"):
            SECOND_LEVEL.check(None, None, None, None)  # type: ignore[misc, arg-type]
        assert INNOVATION.check is not None
        assert INNOVATION.check.__module__ == INNOVATION.refusal.__module__
    assert SECOND_LEVEL.check is before


def test_a_listing_has_no_rows_and_the_others_keep_theirs() -> None:
    rows = departments.LISTING.rows
    with doing_nothing(departments.LISTING, ROOT):
        assert departments.LISTING.rows(None, None, former=False) == []
        assert contacts.LISTING.rows is list_contacts
    assert departments.LISTING.rows is rows


def test_a_notice_has_no_rows_and_the_others_keep_theirs() -> None:
    with doing_nothing(find_code("notifications/templates/listed.j2"), ROOT):
        assert load_template("listed/rows") == ENVIRONMENT.get_template("listed/rows").render() == ""
        assert load_template("listed/head")
        assert load_template("relimited/rows")
    assert load_template("listed/rows")
    with pytest.raises(UndefinedError):
        ENVIRONMENT.get_template("listed/rows").render()


def test_code_without_a_known_replacement_is_refused() -> None:
    for code in (WorkCalendar, object()):
        with pytest.raises(CannotBeReplacedError), doing_nothing(code, ROOT):
            pass


def test_everything_is_put_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), doing_nothing(check_plan, ROOT):
        raise ZeroDivisionError
    with pytest.raises(Refused):
        check_plan({})


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (Summary, Summary()),
        (int, 0),
        (bool, False),
        (list[int], []),
        (Mapping[str, int], {}),
        (Fraction, 0),
        (None, None),
        (int | None, None),
        (Cycle, None),
        (Any, None),
    ],
)
def test_a_neutral_value_says_nothing(wanted: Any, value: object) -> None:
    assert neutral(wanted) == value


def test_nothing_comes_from_an_iterator() -> None:
    assert list(neutral(Iterator[int])) == []
