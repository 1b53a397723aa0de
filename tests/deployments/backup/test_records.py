"""Dump and load of the records: one consistent state despite concurrent commits, with the same digest afterwards."""

from __future__ import annotations

import os
import shutil
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from deployments.backup.keys import IN_PLACE
from deployments.backup.records import accepted_lines, digests_of, dump, load, rows_of, snapshot
from deployments.owner import run_as, server_owner
from models.database import begin, bind, unbind
from models.migrations import unmake, versions
from models.rules.errors import Refused, Unavailable
from tests.conftest import made_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Databases, Sql

pytestmark = pytest.mark.process

NEWEST = max(versions())


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
        load(url, dumped, NEWEST)
        with begin() as session:
            assert digests_of(session) == held
    assert held["calendar_day"][0] == 472


@pytest.mark.exhaustive
def test_a_concurrent_commit_is_not_in_the_dump(databases: Databases, sql: Sql) -> None:
    into = BytesIO()
    with databases.fresh("founded") as url:
        with begin() as session, snapshot(session) as seen:
            sql("UPDATE jurisdiction SET name = '别处' WHERE id = 2")
            dump(url, seen, into)
        unmake()
        load(url, BytesIO(into.getvalue()), NEWEST)
        assert sql.value("SELECT name FROM jurisdiction WHERE id = 2") == "贵州省"


def test_a_changed_row_changes_the_digest_of_its_table_alone(databases: Databases, sql: Sql) -> None:
    with databases.fresh("founded"):
        with begin() as session:
            before = digests_of(session)
        sql("UPDATE calendar_day SET name = '别' WHERE id = 1")
        with begin() as session:
            after = digests_of(session)
    assert {name for name in before if before[name] != after[name]} == {"calendar_day"}


@pytest.mark.exhaustive
def test_a_dump_that_is_cut_short_is_not_loaded_at_all(
    databases: Databases, saved: tuple[BytesIO, dict[str, tuple[int, str]]], sql: Sql
) -> None:
    cut = BytesIO(saved[0].getvalue()[:-2000])
    with databases.fresh() as url:
        with pytest.raises(Unavailable, match="恢复未完成"):
            load(url, cut, NEWEST)
        assert sql.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


@pytest.mark.exhaustive
def test_without_the_rows_of_a_table_the_pointers_to_them_are_refused_and_nothing_is_loaded(
    databases: Databases, sql: Sql
) -> None:
    into = BytesIO()
    with databases.fresh("founded") as url:
        with begin() as session, snapshot(session) as seen:
            dump(url, seen, into, ["jurisdiction"])
        unmake()
        with pytest.raises(Unavailable, match="恢复未完成"):
            load(url, BytesIO(into.getvalue()), NEWEST)
        assert sql.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_the_digest_without_keys_differs_only_in_the_tables_that_hold_them(databases: Databases) -> None:
    with databases.fresh("march"), begin() as session:
        usual, without = digests_of(session), digests_of(session, IN_PLACE)
    changed = {name for name in usual if usual[name] != without[name]}
    assert changed == {"sealed_answer_key"}
    assert without["sealed_answer_key"][0] == 0


def test_an_unreachable_database_is_reported_without_its_password(databases: Databases) -> None:
    nowhere = make_url(databases.url).set(host="127.0.0.1", port=1, query={}, username="u")
    address = nowhere.render_as_string(hide_password=False).replace("u@", "u:geheim@")
    with databases.fresh("founded") as url, begin() as session, snapshot(session) as seen:
        with pytest.raises(Unavailable, match="备份未完成") as error:
            dump(address, seen, BytesIO())
        bind(url)
    assert "geheim" not in str(error.value)


OBJECTS = "SELECT count(*) FROM pg_class WHERE relname = 'extra'"
FUNCTIONS = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'extra%'"
TRIGGER = "SELECT count(*) FROM pg_trigger WHERE tgname = 'block_is_sealed'"


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    ("crafted", "asked", "found"),
    [
        ("CREATE TABLE public.extra AS SELECT 1 AS a WITH NO DATA", OBJECTS, 0),
        ("CREATE MATERIALIZED VIEW public.extra AS SELECT 1 AS a WITH NO DATA", OBJECTS, 0),
        (
            "CREATE FUNCTION public.extra() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            FUNCTIONS,
            0,
        ),
        ("DROP TRIGGER block_is_sealed ON public.block", TRIGGER, 1),
        ("ALTER TABLE public.block DISABLE TRIGGER block_is_sealed", TRIGGER + " AND tgenabled = 'O'", 1),
        ("ALTER TABLE public.block ADD CHECK (height < 1000000)", ("SELECT count(*) FROM pg_constraint c WHERE"
         " conrelid = 'public.block'::regclass AND pg_get_constraintdef(oid) LIKE '%1000000%'"), 0),
    ],
)  # fmt: skip
def test_a_dump_of_changed_tables_brings_its_rows_and_nothing_else(
    databases: Databases, sql: Sql, crafted: str, asked: str, found: int
) -> None:
    into = BytesIO()
    with databases.fresh("founded") as url:
        sql(crafted)
        with begin() as session, snapshot(session) as seen:
            dump(url, seen, into)
    with databases.fresh() as url:
        if "TABLE public.extra" in crafted:
            with pytest.raises(Unavailable, match="恢复未完成"):
                load(url, BytesIO(into.getvalue()), NEWEST)
        else:
            load(url, BytesIO(into.getvalue()), NEWEST)
            assert sql.value("SELECT count(*) FROM calendar_day") == 472
            assert sql.value(asked) == found


ROWS = [b'COPY public.office (id, "name") FROM stdin;\n', b"1\t\\\\! id\n", b"DROP TABLE block;\n", b"\\.\n"]
NUMBER = b"SELECT pg_catalog.setval('public.act_number', 12, true);\n"


def test_rows_and_numbers_are_taken_from_a_script_and_its_frame_is_not() -> None:
    frame = [b"--\n", b"\n", b"-- Name: office; Type: TABLE DATA\n", b"\\restrict a1\n", b"SET row_security = off;\n"]
    frame.append(b"SELECT pg_catalog.set_config('search_path', '', false);\n")
    assert list(rows_of([*frame, *ROWS, *frame, NUMBER, b"\\unrestrict a1\n"])) == [*ROWS, NUMBER]


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize(
    "line",
    [
        b"\\! touch /tmp/x\n",
        b"\\i /etc/passwd\n",
        b"\\copy office from program 'id'\n",
        b"\\restrict a \\! id\n",
        b"COPY public.office (id) FROM PROGRAM 'id';\n",
        b"COPY public.office (id) TO PROGRAM 'id';\n",
        b"COPY public.office (id) FROM stdin; SELECT 1;\n",
        b"COPY pg_catalog.pg_authid (rolname) FROM stdin;\n",
        b"COPY public.office (id) FROM stdin WHERE f();\n",
        b"SET ROLE postgres; SELECT 1;\n",
        b"SET x = 1; DROP TABLE block;\n",
        b"SELECT pg_catalog.setval('public.act_number', (SELECT f()), true);\n",
        b"SELECT pg_catalog.set_config('search_path', 'evil', false);\n",
        b"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n",
        b"DO $$BEGIN END$$;\n",
        b"ALTER TABLE public.block DISABLE TRIGGER ALL;\n",
    ],
)
def test_any_other_statement_of_a_dump_is_refused_before_psql_sees_it(line: bytes) -> None:
    for script in ([line], [*ROWS, line]):
        with pytest.raises(Refused, match="记录以外的内容"):
            list(rows_of(script))


def test_rows_with_a_null_byte_are_refused_because_psql_ends_a_line_there() -> None:
    with pytest.raises(Refused, match="记录以外的内容"):
        list(rows_of([ROWS[0], b"1\0\n", b"\\.\n"]))


@pytest.mark.exhaustive
def test_a_refused_script_leaves_nothing_and_ends_its_programs(
    databases: Databases, sql: Sql, saved: tuple[BytesIO, dict[str, tuple[int, str]]]
) -> None:
    copied = b"COPY public.calendar_day "
    crafted = saved[0].getvalue().replace(copied, b"COPY xublic.calendar_day ", 1)
    assert crafted != saved[0].getvalue()
    with databases.fresh() as url:
        with pytest.raises(Refused, match="记录以外的内容"):
            load(url, BytesIO(crafted), NEWEST)
        assert sql.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_a_setting_that_the_server_does_not_know_is_left_out_and_a_row_that_looks_like_one_is_not() -> None:
    head = [b"--\n", b"\\restrict x\n", b"\n", b"SET lock_timeout = 0;\n", b"SET transaction_timeout = 0;\n"]
    rest = [b"SELECT pg_catalog.set_config('search_path', '', false);\n", b"COPY t FROM stdin;\n"]
    rows = [b"SET transaction_timeout = 0;\n", b"\\.\n"]
    assert list(accepted_lines([*head, *rest, *rows], {"lock_timeout"})) == [*head[:-1], *rest, *rows]


@pytest.mark.exhaustive
def test_a_dump_of_the_newest_server_is_loaded_by_the_oldest_supported_one(
    databases: Databases, saved: tuple[BytesIO, dict[str, tuple[int, str]]], oldest_server: str
) -> None:
    dumped, held = saved
    with databases.fresh():
        load(oldest_server, dumped, NEWEST)
        with begin() as session:
            assert digests_of(session) == held


@pytest.fixture
def oldest_server() -> Iterator[str]:
    """The address of a server of PostgreSQL 15; skipped where its programs are not installed."""
    programs = Path("/usr/lib/postgresql/15/bin")
    if not programs.is_dir():
        pytest.skip("the programs of PostgreSQL 15 are not installed")
    home = made_folder("oldest")
    owner = server_owner(home / "data")
    if owner:
        os.chown(home, owner.uid, owner.gid)
    control = [str(programs / "pg_ctl"), "-D", str(home / "data"), "-w"]
    try:
        made = [
            str(programs / "initdb"),
            "-D",
            str(home / "data"),
            "-U",
            "u",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        assert run_as(owner, made, home) == ""
        assert run_as(owner, [*control, "-o", f"-c listen_addresses= -c fsync=off -k {home}", "start"], home) == ""
        yield f"postgresql://u@/postgres?host={home}"
    finally:
        unbind()
        run_as(owner, [*control, "-m", "immediate", "stop"], home)
        shutil.rmtree(home)
