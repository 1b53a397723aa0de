"""Alembic against the models: the first migration and later ones, complete or rolled back; other tables are refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from models import disk, migrations
from models.database import engine
from models.migrations import check_version, configure, migrate, versions
from models.migrations.protection import GUARDS
from models.records import all_tables
from models.rules.errors import Refused, Unavailable
from tests.later_migration import later_migration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from tests.conftest import Acting, Databases, Sql, Violations

SHAPE = """
SELECT c.relname::text, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'alembic_version' AND k.contype NOT IN ('n', 't')
UNION ALL SELECT tablename::text, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL SELECT table_name::text, concat_ws(' ', column_name, data_type, is_nullable, character_maximum_length)
FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
UNION ALL SELECT c.relname::text, array_to_string(c.reloptions, ', ') FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.reloptions IS NOT NULL
UNION ALL SELECT sequencename::text, concat_ws(' ', data_type, start_value, increment_by, max_value, cache_size, cycle)
FROM pg_sequences WHERE schemaname = 'public'
ORDER BY 1, 2
"""
NOT_OF_MODELS = (
    "CREATE SEQUENCE act_number",
    "CREATE SEQUENCE chain_head_id_seq AS integer",  # of a table of one row
    "ALTER TABLE obligation SET (fillfactor = 50)",
)
FUNCTIONS = """
SELECT p.proname::text, md5(p.prosrc), p.prosecdef, array_to_string(p.proconfig, ', ') FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace ORDER BY 1
"""
TRIGGERED = """
SELECT t.tgname::text, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal ORDER BY 1
"""
GUARD = (
    "CREATE CONSTRAINT TRIGGER {} AFTER {} ON public.{} DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION {}()"
)
FIRST_ROWS = """
SELECT (SELECT jsonb_agg(jsonb_build_array(name, parent_id, go_live)) FROM jurisdiction),
    (SELECT jsonb_agg(jsonb_build_array(id, height, hash, sealed_at)) FROM chain_head)
"""
TOO_OLD = "本版本之前的数据不能升级，请重新启用。"
TOO_NEW = "数据表由更新版本的程序建立，请先升级本程序。"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """A separate database: these tests change the schema."""
    with databases.fresh("migrated") as url:
        yield url


@pytest.fixture
def march(databases: Databases, anyone: Acting) -> Iterator[Acting]:
    with databases.fresh("march"):
        yield anyone.on("2026-03-05")


@pytest.mark.usefixtures("database")
def test_the_migrations_and_the_models_do_not_differ() -> None:
    all_tables()
    with engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_migrated_tables_have_every_check_key_index_and_column_of_the_models(
    databases: Databases, empty: AbstractContextManager[str], sql: Sql
) -> None:
    with databases.fresh("migrated"):
        migrated = sql.rows(SHAPE)
    with empty:
        all_tables()
        SQLModel.metadata.create_all(engine())
        for statement in NOT_OF_MODELS:
            sql(statement)
        assert sql.rows(SHAPE) == migrated


@pytest.mark.usefixtures("database")
def test_the_migrated_database_has_its_guards_and_first_rows_only(sql: Sql) -> None:
    bodies = {name: body for name, body, _, _ in sql.rows(FUNCTIONS)}
    guards = {"refuse_other_head": "head_only_advances", "refuse_loose_block": "block_is_sealed"}
    guards["refuse_final"] = "message_is_final"
    assert bodies == {function: GUARDS[trigger][1] for function, trigger in guards.items()} | {
        "renew_statistics": "545a14f0e02542b7b0370efd19a4cc0d"
    }
    assert [row[0] for row in sql.rows(FUNCTIONS) if row[2:] != (False, None)] == ["renew_statistics"]
    block, head, message = (definition for _, definition in sql.rows(TRIGGERED))
    assert block == GUARD.format("block_is_sealed", "INSERT", "block", "refuse_loose_block")
    assert head == GUARD.format("head_only_advances", "UPDATE", "chain_head", "refuse_other_head")
    assert "message_is_final BEFORE UPDATE" in message
    assert "'sent'::character varying, 'dropped'::character varying" in message
    assert sql.rows(FIRST_ROWS) == [([["全国", None, None]], [[1, 0, "0" * 64, None]])]
    assert {name for name, count in counts(sql).items() if count} == {"alembic_version", "chain_head", "jurisdiction"}


@pytest.mark.parametrize(
    ("version", "sentence"), [("0001", TOO_OLD), ("0018", TOO_OLD), ("0121", TOO_OLD), ("9999", TOO_NEW)]
)
@pytest.mark.usefixtures("march")
def test_tables_of_before_the_first_release_and_of_a_newer_program_are_refused_and_not_touched(
    sql: Sql, version: str, sentence: str
) -> None:
    check_version()
    sql("UPDATE alembic_version SET version_num = :version", version=version)
    before = whole(sql)
    for asking in (check_version, migrate):
        with pytest.raises(Refused) as refused:
            asking()
        assert refused.value.message == sentence
    assert whole(sql) == before


def test_a_database_without_tables_is_no_installation_yet(databases: Databases) -> None:
    with databases.fresh(), pytest.raises(Refused, match="还没有本系统的数据表"):
        check_version()


def test_the_versions_that_are_known_by_their_files_are_those_of_alembic() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert versions() == {revision.revision for revision in script.walk_revisions()}
    assert [max(versions())] == script.get_heads()


@pytest.mark.process
def test_tables_that_are_up_to_date_are_known_without_alembic(databases: Databases) -> None:
    asking = "import sys; from models.database import bind; from models.migrations import migrate; "
    asking += "bind(sys.argv[1]); migrate(); print('alembic' in sys.modules)"
    with databases.fresh("migrated") as url:
        finished = subprocess.run([sys.executable, "-c", asking, url], capture_output=True, text=True, check=False)  # noqa: S603 - our own lines
    assert (finished.stdout, finished.stderr) == ("False\n", "")


def test_migrating_twice_changes_nothing(march: Acting, sql: Sql) -> None:
    before = whole(sql)
    migrate()
    assert whole(sql) == before
    march.report("D002", "2026-03", "T003")


def test_a_downgrade_to_base_leaves_nothing_and_an_upgrade_brings_all_back(database: str, sql: Sql) -> None:
    assert database
    before = whole(sql)
    with engine().begin() as connection:
        command.downgrade(configure(connection), "base")
    assert sql.column(TABLES) == ["alembic_version"]
    assert (sql.rows(SHAPE), sql.rows(FUNCTIONS)) == ([], [])
    migrate()
    assert whole(sql) == before


def test_a_ledger_that_was_begun_before_the_digests_were_rebased_is_refused(database: str, sql: Sql) -> None:
    assert database
    with engine().begin() as connection:
        command.downgrade(configure(connection), "0200")
    sql("ALTER TABLE chain_head DISABLE TRIGGER ALL")
    sql("UPDATE chain_head SET height = 1")
    with pytest.raises(Refused, match="本版本之前的数据不能升级"):
        migrate()
    assert sql.column("SELECT version_num FROM alembic_version") == ["0200"]


def test_a_migration_that_fails_leaves_nothing_half_done(empty: AbstractContextManager[str], sql: Sql) -> None:
    with empty:
        sql("CREATE TABLE urging (id int)")
        with pytest.raises(Exception, match="already exists"):
            migrate()
        assert sql.column(TABLES) == ["urging"]


def test_a_migration_waits_for_another_migration_until_a_timeout(
    empty: AbstractContextManager[str], monkeypatch: pytest.MonkeyPatch, sql: Sql
) -> None:
    monkeypatch.setattr(migrations, "WAIT_FOR_PROCESS", "SET LOCAL lock_timeout = '100ms'")
    with empty:
        other = create_engine(engine().url)
        with other.connect() as holder:
            holder.execute(text(f"SELECT pg_advisory_xact_lock({migrations.LOCK})"))
            with pytest.raises(OperationalError, match="lock timeout"):
                migrate()
        other.dispose()
        assert sql.column(TABLES) == []
        migrate()
        assert "obligation" in sql.column(TABLES)


def test_a_migration_waits_for_a_locked_table_until_a_timeout(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: Sql
) -> None:
    monkeypatch.setattr(migrations, "WAIT_FOR_TABLE", "SET LOCAL lock_timeout = '100ms'")
    newest, other = max(versions()), create_engine(database)
    with later_migration(tmp_path, monkeypatch) as later:
        with other.connect() as holder:
            holder.execute(text("LOCK TABLE department IN ACCESS EXCLUSIVE MODE"))
            with pytest.raises(OperationalError, match="lock timeout"):
                migrate()
        other.dispose()
        assert sql.column("SELECT version_num FROM alembic_version") == [newest]
        migrate()
        assert sql.column("SELECT version_num FROM alembic_version") == [later]


def test_a_later_migration_keeps_all_rows_and_the_ledger_verifies_before_and_after(
    march: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: Sql, violations: Violations
) -> None:
    march.report("D002", "2026-03", "T003")
    shape, rows, newest = sql.rows(SHAPE), digests(sql), max(versions())
    with later_migration(tmp_path, monkeypatch) as later:
        with pytest.raises(Refused, match="或是旧版本的。请先执行 mubiao check"):
            check_version()
        assert migrate()
        assert sql.column("SELECT DISTINCT spare_number FROM department") == ["无"]
        changed = {name for name, digest in digests(sql).items() if digest != rows[name]}
        assert changed == {"alembic_version", "department"}
        assert violations() == []
        march.report("D001", "2026-03", "T001", "T002")
        assert sql.column("SELECT version_num FROM alembic_version") == [later]
        with engine().begin() as connection:
            command.downgrade(configure(connection), newest)
    assert sql.rows(SHAPE) == shape
    assert violations() == []
    assert not migrate()


@pytest.mark.usefixtures("database")
def test_a_full_disk_prevents_a_migration_but_not_reading(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "RESERVE", 2**62)
    migrate()
    with databases.fresh(), pytest.raises(Unavailable, match="磁盘空间不足"):
        migrate()


def counts(sql: Sql) -> dict[str, int]:
    """The number of rows of each table."""
    return {name: sql.value(f'SELECT count(*) FROM public."{name}"') for name in sql.column(TABLES)}  # noqa: S608 - names of tables


def digests(sql: Sql) -> dict[str, str]:
    """A digest of all rows of each table."""
    each = """SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM public."{}" t"""
    return {name: sql.value(each.format(name)) for name in sql.column(TABLES)}


def whole(sql: Sql) -> tuple[object, ...]:
    """Everything that a database holds: shape, functions, triggers and rows."""
    return sql.rows(SHAPE), sql.rows(FUNCTIONS), sql.rows(TRIGGERED), digests(sql)
