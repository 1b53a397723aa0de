"""Every clause of Part 3 has code and a test, or is listed as not yet implemented."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

from tests.clause_gate import AUTOMATIC, DEFINED, OPEN, RECORDED, Row, read_rows

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "developer" / "clauses.md"
ROWS = {row.clause: row for row in read_rows(ROOT)}
OPEN_ROWS = [row for row in ROWS.values() if row.how == OPEN]
CARRIED = [row for row in ROWS.values() if row.how in {AUTOMATIC, RECORDED}]
POINTING = [row for row in ROWS.values() if row.code or row.test]


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
    """Whether a file has that name; a test may be one case of it, test_name[case], code a member, Method.TALKS."""
    path, _, name = place.partition(":")
    return (ROOT / path).is_file() and re.split(r"[.\[]", name)[0] in named_in(ROOT / path)


def test_the_table_has_every_clause_of_the_standard_once() -> None:
    with (ROOT / "models" / "data" / "clauses.csv").open(encoding="utf-8", newline="") as file:
        wanted = [row["clause"] for row in csv.DictReader(file) if row["part"] == "3"]
    assert [row.clause for row in read_rows(ROOT)] == wanted


@pytest.mark.parametrize("row", POINTING, ids=lambda row: row.clause)
def test_the_code_and_the_test_of_a_clause_exist(row: Row) -> None:
    assert is_there(row.code), row.code
    assert is_there(row.test), row.test
    assert row.test.partition(":")[2].startswith("test_")


@pytest.mark.parametrize("row", [row for row in POINTING if row.how != DEFINED], ids=lambda row: row.clause)
def test_the_code_names_the_clause(row: Row) -> None:
    text = (ROOT / row.code.partition(":")[0]).read_text(encoding="utf-8")
    assert row.clause.partition("-")[0] in text


def test_a_definition_needs_no_test_and_an_open_clause_has_no_code() -> None:
    assert {row.how for row in ROWS.values()} | {OPEN} == {DEFINED, AUTOMATIC, RECORDED, OPEN}
    assert [row.clause for row in CARRIED if not row.checked] == []
    assert [row.clause for row in OPEN_ROWS if not row.note] == []


def test_the_page_names_the_clauses_not_yet_implemented() -> None:
    numbers = sorted({row.clause.partition("-")[0] for row in OPEN_ROWS})
    left = f"Not carried out yet, wholly or in part: {', '.join(numbers)}."
    assert (left if numbers else "Nothing is left that is not carried out.") in PAGE.read_text(encoding="utf-8")


def test_the_page_gives_the_reason_of_every_row_that_is_open() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"{len(OPEN_ROWS)} of {len(ROWS)} rows are open" in text
    assert [row.clause for row in OPEN_ROWS if f"| {row.clause} | {row.content} | {row.note} |" not in text] == []
