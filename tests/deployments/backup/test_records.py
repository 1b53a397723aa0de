"""Dump and load of the records: one consistent state despite concurrent commits, with the same digest afterwards."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from deployments.backup.records import digests_of, dump, load, snapshot
from models.database import begin, bind
from models.migrations import unmake
from models.rules.errors import Unavailable

if TYPE_CHECKING:
    from tests.conftest import Databases, Sql


@pytest.fixture
def saved(databases: Databases) -> tuple[BytesIO, dict[str, tuple[int, str]]]:
    """A dump of the founded installation, with what its tables held."""
    into = BytesIO()
    with databases.fresh("founded") as url, begin() as session, snapshot(session) as seen:
        dump(url, seen, into)
        return BytesIO(into.getvalue()), digests_of(session)


def test_loaded_records_equal_the_dumped_ones(
    databases: Databases, saved: tuple[BytesIO, dict[str, tuple[int, str]]]
) -> None:
    dumped, held = saved
    with databases.fresh() as url:
        load(url, dumped)
        with begin() as session:
            assert digests_of(session) == held
    assert held["calendar_day"][0] == 472


def test_a_concurrent_commit_is_not_in_the_dump(databases: Databases, sql: Sql) -> None:
    into = BytesIO()
    with databases.fresh("founded") as url:
        with begin() as session, snapshot(session) as seen:
            sql("UPDATE jurisdiction SET name = '别处' WHERE id = 2")
            dump(url, seen, into)
        unmake()
        load(url, BytesIO(into.getvalue()))
        assert sql.value("SELECT name FROM jurisdiction WHERE id = 2") == "贵州省"


def test_a_changed_row_changes_the_digest_of_its_table_alone(databases: Databases, sql: Sql) -> None:
    with databases.fresh("founded"):
        with begin() as session:
            before = digests_of(session)
        sql("UPDATE calendar_day SET name = '别' WHERE id = 1")
        with begin() as session:
            after = digests_of(session)
    assert {name for name in before if before[name] != after[name]} == {"calendar_day"}


def test_a_dump_that_is_cut_short_is_not_loaded_at_all(
    databases: Databases, saved: tuple[BytesIO, dict[str, tuple[int, str]]], sql: Sql
) -> None:
    cut = BytesIO(saved[0].getvalue()[:-2000])
    with databases.fresh() as url:
        with pytest.raises(Unavailable, match="恢复未完成"):
            load(url, cut)
        assert sql.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_an_unreachable_database_is_reported_without_its_password(databases: Databases) -> None:
    nowhere = make_url(databases.url).set(host="127.0.0.1", port=1, query={}, username="u")
    address = nowhere.render_as_string(hide_password=False).replace("u@", "u:geheim@")
    with databases.fresh("founded") as url, begin() as session, snapshot(session) as seen:
        with pytest.raises(Unavailable, match="备份未完成") as error:
            dump(address, seen, BytesIO())
        bind(url)
    assert "geheim" not in str(error.value)
