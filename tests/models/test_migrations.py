"""Alembic against the models, and what the application's own role may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url
from sqlmodel import SQLModel

from models.database import begin, bind, engine, run, unbind
from models.migrations import INSERT_ONLY, allow, configure, migrate
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from tests.conftest import Acting, Databases, Sql

SHAPE = """
SELECT c.relname::text, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'alembic_version' AND k.contype <> 'n'
UNION ALL SELECT tablename::text, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL SELECT table_name::text, concat_ws(' ', column_name, data_type, is_nullable, character_maximum_length)
FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
ORDER BY 1, 2
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
ROLE = "mubiao_app_of_tests"


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """A database of its own: these tests change more than rows."""
    with databases.fresh("migrated") as url:
        yield url


@pytest.fixture
def march(databases: Databases, anyone: Acting) -> Iterator[Acting]:
    with databases.fresh("march"):
        yield anyone.on("2026-03-05")


@pytest.mark.usefixtures("database")
def test_the_migrations_and_the_models_do_not_differ() -> None:
    with engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_migrated_tables_have_every_check_key_index_and_column_of_the_models(
    databases: Databases, empty: AbstractContextManager[str], sql: Sql
) -> None:
    with databases.fresh("migrated"):
        migrated = sql.rows(SHAPE)
    with empty:
        SQLModel.metadata.create_all(engine())
        assert sql.rows(SHAPE) == migrated


def test_migrating_twice_is_nothing(march: Acting, sql: Sql) -> None:
    before = sql.rows(SHAPE), sql.value("SELECT hash FROM chain_head")
    migrate()
    assert (sql.rows(SHAPE), sql.value("SELECT hash FROM chain_head")) == before
    march.report("D002", "2026-03", "T003")


def test_a_downgrade_to_base_leaves_nothing_and_an_upgrade_brings_all_back(database: str, sql: Sql) -> None:
    assert database
    before = sql.rows(SHAPE)
    with engine().begin() as connection:
        command.downgrade(configure(connection), "base")
    assert sql.column(TABLES) == ["alembic_version"]
    assert sql.value("SELECT count(*) FROM pg_sequences WHERE schemaname = 'public'") == 0
    migrate()
    assert sql.rows(SHAPE) == before


def test_a_migration_that_fails_leaves_nothing_half_done(empty: AbstractContextManager[str], sql: Sql) -> None:
    with empty:
        sql("CREATE TABLE urging (id int)")
        with pytest.raises(Exception, match="already exists"):
            migrate()
        assert sql.column(TABLES) == ["urging"]


@pytest.fixture
def application(databases: Databases, march: Acting) -> Iterator[Acting]:
    """An application's role is bound to the database of `march`."""
    databases.admin(f"CREATE ROLE {ROLE} LOGIN")
    allow(ROLE)
    owner = engine().url
    bind(make_url(owner).set(username=ROLE).render_as_string(hide_password=False))
    yield march
    bind(owner.render_as_string(hide_password=False))
    with begin() as session:
        run(session, f"DROP OWNED BY {ROLE}")
    unbind()
    databases.admin(f"DROP ROLE {ROLE}")


def test_the_applications_role_may_do_every_act(application: Acting, sql: Sql) -> None:
    application.report("D002", "2026-03", "T003")
    application.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    application.take("departments", {"编码": "D003", "名称": "第003厅"})
    assert sql.value("SELECT current_user") == ROLE


@pytest.mark.usefixtures("application")
@pytest.mark.parametrize("table", INSERT_ONLY)
def test_the_applications_role_may_not_change_or_remove_what_is_only_inserted(sql: Sql, table: str) -> None:
    assert sql.value(f"SELECT count(*) FROM {table}") >= 0  # noqa: S608 - our own names
    for statement in (f"UPDATE {table} SET act_id = 1", f"DELETE FROM {table}", f"TRUNCATE {table}"):  # noqa: S608
        with pytest.raises(Unavailable, match="数据库用户权限不足"):
            sql(statement)


@pytest.mark.usefixtures("application")
def test_the_applications_role_may_not_change_the_tables(sql: Sql) -> None:
    for statement in ("DROP TABLE block", "ALTER TABLE block ADD COLUMN x int", "CREATE TABLE x (id int)"):
        with pytest.raises(Unavailable, match="数据库用户权限不足"):
            sql(statement)


@pytest.mark.usefixtures("database")
def test_a_role_with_a_strange_name_is_refused() -> None:
    with pytest.raises(Refused, match="只能由字母、数字和下划线组成"):
        allow('x"; DROP TABLE block; --')
