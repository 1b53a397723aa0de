"""What the tests share is given to each as it was: rows, numbers, and the files of a story."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Acting
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases, Sql

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
ROWS = "SELECT coalesce(md5(string_agg(x::text, '' ORDER BY x::text)), '') FROM {} x"
NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


def everything(sql: Sql) -> dict[str, object]:
    return {name: sql.value(ROWS.format(name)) for name in sql.column(TABLES)} | {"numbers": sql.rows(NUMBERS)}


@pytest.mark.parametrize(
    "written",
    [
        "INSERT INTO department (jurisdiction_id, code, name, short_name, is_agency) VALUES (2, 'D9', 'D9', '', false)",
        "UPDATE target SET name = '别的'",
        "DELETE FROM calendar_day WHERE date > '2026-05-01'",
        "DELETE FROM transition WHERE id = (SELECT max(id) FROM transition)",
        "TRUNCATE target CASCADE",
        "PERFORM setval('department_id_seq', 77)",
        "UPDATE notice SET id = id + 1000",
    ],
)
def test_a_database_that_is_reset_is_as_it_was(databases: Databases, sql: Sql, written: str) -> None:
    with databases.reset("march"):
        before = everything(sql)
        sql(f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {written}; END $$")
        assert everything(sql) != before
    for _ in range(2):
        with databases.reset("march"):
            assert everything(sql) == before


def test_a_table_that_a_reset_forgets_fails_at_the_end_of_its_file(databases: Databases, sql: Sql) -> None:
    databases.look_over()
    with databases.reset("march"):
        sql("DO $$ BEGIN SET LOCAL session_replication_role = replica; UPDATE target SET name = '别的'; END $$")
        sql("UPDATE pristine.now n SET newest = l.newest FROM pristine.looks l WHERE l.name = n.name")
    with pytest.raises(AssertionError, match=r"\['target'\]"):
        databases.look_over()
    sql("UPDATE pristine.now SET newest = 0")  # all rows are made again
    with databases.reset("march"):
        databases.look_over()


def test_a_trigger_that_a_file_leaves_switched_off_fails_at_its_end(databases: Databases, sql: Sql) -> None:
    databases.look_over()
    with databases.reset("march"):
        sql("ALTER TABLE block DISABLE TRIGGER block_is_sealed")
    with pytest.raises(AssertionError, match=r"block.block_is_sealed D"):
        databases.look_over()
    sql("ALTER TABLE block ENABLE TRIGGER block_is_sealed")
    with databases.reset("march"):
        databases.look_over()


@story
def reported(march: Acting) -> Acting:
    march.office("D001").report("D001", "2026-03", "T001", "T002")
    return march.on("2026-03-06")


@story
def listed(reported: Acting) -> Acting:
    reported.lists("T001")
    return reported.on("2026-03-07")


def test_a_story_is_told_twice_then_taken_from_its_database_with_its_files(
    databases: Databases, store: Path, sql: Sql
) -> None:
    found = []
    for _ in range(4):
        shutil.rmtree(store, ignore_errors=True)
        with databases.reset("march"):
            acting = listed(reported=reported(march=Acting().on("2026-03-05")))
            found.append((acting, sql.value("SELECT count(*) FROM block"), sorted(p.name for p in store.rglob("*"))))
    assert found == [found[0]] * 4
    assert len(databases.asked) >= 2
    assert [len(key) for key in databases.stories if key[-1].startswith(__name__)] == [2, 3]


def test_after_another_write_a_story_is_told_again(databases: Databases, sql: Sql) -> None:
    for number in range(3):
        with databases.reset("march"):
            sql("UPDATE target SET name = :name", name=f"目标{number}")
            reported(march=Acting().on("2026-03-05"))
            assert sql.column("SELECT DISTINCT name FROM target") == [f"目标{number}"]
