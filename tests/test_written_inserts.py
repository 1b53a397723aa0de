"""An INSERT that is written in SQL gives every column that has no default: a new column breaks none unseen."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Column

from models.records import all_tables

ROOT = Path(__file__).parents[1]
SOURCES = [
    path
    for folder in ("models", "tasks", "notifications", "deployments", "tests")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "versions" not in path.parts
]
WRITTEN = re.compile(r"INSERT INTO (\w+)(?: AS \w+)? \(([\w\s,]+)\)")


def must_be_given(column: Column[object]) -> bool:
    """Whether a row without it is refused."""
    return not (column.nullable or column.primary_key or column.server_default is not None)


def lacking(table: str, columns: str) -> set[str]:
    """The columns of a table that must be given, and are not among these."""
    return {each.name for each in all_tables()[table].columns if must_be_given(each)} - {*re.findall(r"\w+", columns)}


def found(source: Path) -> list[str]:
    """What each INSERT of a source lacks, in words."""
    inserts = WRITTEN.findall(source.read_text(encoding="utf-8"))
    known = [(table, columns) for table, columns in inserts if table in all_tables()]
    return [f"{table} lacks {sorted(less)}" for table, columns in known if (less := lacking(table, columns))]


def test_every_insert_gives_what_must_be_given() -> None:
    assert {str(path.relative_to(ROOT)): less for path in SOURCES if (less := found(path))} == {}


@pytest.mark.parametrize("columns", ["id, mail_id", "kind"])
def test_a_column_that_is_left_out_is_named(columns: str) -> None:
    assert {"email", "wecom_robot"} <= lacking("office", columns)
