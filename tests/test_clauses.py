"""Every clause has code and a test, a record, or an entry of the glossary, or is listed as not yet implemented."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

from models.rules.asked import NEED_NOT
from tests.clause_gate import ARTEFACT, AUTOMATIC, DEFINED, OPEN, RECORDED, Row, read_rows

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "developer" / "clauses.md"
GLOSSARY = "docs/reference/glossary.md"
ROWS = {row.id: row for row in read_rows(ROOT)}
OPEN_ROWS = [row for row in ROWS.values() if row.how == OPEN]
CARRIED = [row for row in ROWS.values() if row.how in {AUTOMATIC, RECORDED}]
TERMS = [row for row in ROWS.values() if row.code.startswith(f"{GLOSSARY}:")]
POINTING = [row for row in ROWS.values() if (row.code or row.test) and row not in TERMS]
# Headings and the name of the standard in Part 3: nothing is carried out, and no term is defined.
HEADINGS = {"C105", "C106", "C107", "C108", "C109"}


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


def plain_number(row: Row) -> str:
    """The number of a clause without those of its sentences: 6.1.3 of 6.1.3-1; code of Part 3 names it so."""
    return row.clause.partition("-")[0]


def number_of(row: Row) -> str:
    """The number with its part, 1-2.23: code of Part 1 names it so."""
    return f"{row.part}-{plain_number(row)}"


def test_the_table_has_every_clause_of_the_standard_once() -> None:
    with (ROOT / "models" / "data" / "clauses.csv").open(encoding="utf-8", newline="") as file:
        wanted = [(row["id"], row["part"], row["clause"]) for row in csv.DictReader(file)]
    assert [(row.id, row.part, row.clause) for row in read_rows(ROOT)] == wanted
    assert len(ROWS) == 199


@pytest.mark.parametrize("row", POINTING, ids=lambda row: row.id)
def test_the_code_and_the_test_of_a_clause_exist(row: Row) -> None:
    assert is_there(row.code), row.code
    assert is_there(row.test), row.test
    assert row.test.partition(":")[2].startswith("test_")


@pytest.mark.parametrize("row", [row for row in POINTING if row.how != DEFINED], ids=lambda row: row.id)
def test_the_code_names_the_clause(row: Row) -> None:
    text = (ROOT / row.code.partition(":")[0]).read_text(encoding="utf-8")
    assert re.search(rf"{re.escape(number_of(row))}(?!\.?\d)", text) if row.part == "1" else plain_number(row) in text


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row.id)
def test_a_term_has_its_entry_in_the_glossary(row: Row) -> None:
    lines = (ROOT / GLOSSARY).read_text(encoding="utf-8").splitlines()
    term = row.code.partition(":")[2]
    entries = [line.strip("| ").split(" | ") for line in lines if line.startswith(f"| {term} | {number_of(row)}")]
    assert [len(cells) for cells in entries] == [3], term
    assert entries[0][1].split()[0] == number_of(row)
    assert row.how == DEFINED


def test_every_row_points_at_something_or_says_why_it_does_not() -> None:
    assert {row.how for row in ROWS.values()} | {OPEN} == {DEFINED, AUTOMATIC, RECORDED, OPEN, ARTEFACT}
    assert [row.id for row in CARRIED if not row.checked] == []
    assert {row.id for row in ROWS.values() if row.how == DEFINED and not row.code} == HEADINGS
    assert [row.id for row in OPEN_ROWS if not row.note] == []


def test_the_footnote_names_what_only_a_record_carries_and_a_year_need_not_have() -> None:
    named = {
        clause: [r.id for r in CARRIED if r.how == RECORDED and f"{r.part}-{r.clause}".startswith(clause)]
        for clause in NEED_NOT
    }
    assert [clause for clause, rows in named.items() if not rows] == []
    footnote = f"a year need not have: {', '.join(each for rows in named.values() for each in rows)}."
    assert footnote in PAGE.read_text(encoding="utf-8")


def test_the_only_row_without_content_is_the_artefact_of_the_text() -> None:
    assert [(row.id, row.code, row.test) for row in ROWS.values() if row.how == ARTEFACT] == [("C101", "", "")]
    assert ROWS["C101"].note


def test_the_page_names_the_clauses_not_yet_implemented() -> None:
    numbers = list(dict.fromkeys(map(number_of, OPEN_ROWS)))
    left = f"Not carried out yet, wholly or in part: {', '.join(numbers)}."
    assert (left if numbers else "Nothing is left that is not carried out.") in PAGE.read_text(encoding="utf-8")


def test_the_page_gives_the_reason_of_every_row_that_is_open() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"{len(OPEN_ROWS)} of {len(ROWS)} rows are open" in text
    told = {row.id: f"| {row.id} | {row.name} | {row.content} | {row.note} |" for row in OPEN_ROWS}
    assert [each for each, line in told.items() if line not in text] == []
    assert sum(line.startswith("| C") for line in text.splitlines()) == len(OPEN_ROWS)
