"""Every clause of Part 3 has code and a test, or is listed as not yet implemented."""

from __future__ import annotations

import ast
import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "clauses.csv"
TITLES = ["条款", "内容", "方式", "代码", "测试", "说明"]
DEFINED, AUTOMATIC, RECORDED, OPEN = "定义", "自动", "记录", "未实现"


class Row(NamedTuple):
    """A clause, and the code and test that implement it."""

    clause: str
    content: str
    how: str
    code: str
    test: str
    note: str


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        titles, *lines = csv.reader(file)
    assert titles == TITLES
    return [Row(*line) for line in lines]


ROWS = {row.clause: row for row in rows()}
CARRIED = [row for row in ROWS.values() if row.how in {AUTOMATIC, RECORDED}]


@cache
def named_in(file: Path) -> frozenset[str]:
    """Returns the functions, classes and constants of a file."""
    found = set()
    for each in ast.parse(file.read_text(encoding="utf-8")).body:
        match each:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return frozenset(found)


def is_there(place: str) -> bool:
    path, _, name = place.partition(":")
    return (ROOT / path).is_file() and name in named_in(ROOT / path)


def test_the_table_has_every_clause_of_the_standard_once() -> None:
    with (ROOT / "models" / "data" / "clauses.csv").open(encoding="utf-8", newline="") as file:
        wanted = [row["clause"] for row in csv.DictReader(file) if row["part"] == "3"]
    assert [row.clause for row in rows()] == wanted


@pytest.mark.parametrize("row", CARRIED, ids=lambda row: row.clause)
def test_the_code_and_the_test_of_a_clause_exist(row: Row) -> None:
    assert is_there(row.code), row.code
    assert is_there(row.test), row.test
    assert row.test.partition(":")[2].startswith("test_")


@pytest.mark.parametrize("row", CARRIED, ids=lambda row: row.clause)
def test_the_code_names_the_clause(row: Row) -> None:
    text = (ROOT / row.code.partition(":")[0]).read_text(encoding="utf-8")
    assert row.clause.partition("-")[0] in text


def test_a_definition_needs_no_test_and_an_open_clause_has_no_code() -> None:
    assert {row.how for row in ROWS.values()} | {OPEN} == {DEFINED, AUTOMATIC, RECORDED, OPEN}
    assert [row.clause for row in ROWS.values() if row.how == OPEN and (row.code or row.test)] == []
    assert [row.code for row in ROWS.values() if row.how == DEFINED and row.code and not is_there(row.code)] == []


def test_the_readme_names_the_clauses_not_yet_implemented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    numbers = sorted({row.clause.partition("-")[0] for row in ROWS.values() if row.how == OPEN})
    left = f"Not carried out yet, wholly or in part: {', '.join(numbers)}."
    assert (left if numbers else "Nothing is left that is not carried out.") in readme
