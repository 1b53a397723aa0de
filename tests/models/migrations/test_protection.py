"""Whether the connected role could rewrite the ledger, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from models.database import begin, bind
from models.migrations.protection import weaknesses
from models.migrations.rights import allow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Databases, Sql

APP, READER, OWNER = "mubiao_app", "mubiao_read", "mubiao_owner"  # every embedded cluster has them


@pytest.fixture
def superuser(databases: Databases) -> Iterator[str]:
    """Return the address of a separate database, as the superuser; the application and a reader have their rights."""
    with databases.fresh("founded") as url:
        allow(APP, READER)
        yield url


def seen_by(url: str, role: str) -> list[str]:
    """Return the result of `weaknesses` for that role; afterwards the superuser is bound again."""
    bind(make_url(url).set(username=role).render_as_string(hide_password=False))
    with begin() as session:
        result = weaknesses(session)
    bind(url)
    return result


@pytest.mark.parametrize("role", [APP, READER])
def test_the_application_and_a_reader_cannot_rewrite_history(superuser: str, role: str) -> None:
    assert seen_by(superuser, role) == []


def test_a_superuser_is_the_only_weakness_reported(superuser: str) -> None:
    assert seen_by(superuser, "postgres") == ["是数据库超级用户"]


def test_the_owner_of_the_tables_can(superuser: str, sql: Sql) -> None:
    sql(f"ALTER TABLE block OWNER TO {OWNER}")
    allow(APP, READER)
    assert seen_by(superuser, OWNER) == ["是各表的所有者"]


@pytest.mark.exhaustive(3)
@pytest.mark.parametrize(
    ("granted", "means"),
    [
        ("UPDATE ON block", "可以更改或删除 block 中的记录"),
        ("UPDATE (actor) ON block", "可以更改或删除 block 中的记录"),
        ("DELETE ON transition, attempt", "可以更改或删除 attempt、transition 中的记录"),
        ("TRUNCATE ON evidence", "可以更改或删除 evidence 中的记录"),
        ("TRIGGER ON block", "可以更改或删除 block 中的记录"),
        ("INSERT ON chain_head", "可以更改或删除 chain_head 中的记录"),
        ("CREATE ON SCHEMA public", "可以建表"),
        ("UPDATE ON SEQUENCE act_number", "可以改动操作编号"),
    ],
)
def test_every_right_too_many_is_named(superuser: str, sql: Sql, granted: str, means: str) -> None:
    sql(f"GRANT {granted} TO {APP}")
    assert seen_by(superuser, APP) == [means]


@pytest.mark.parametrize(
    ("gift", "back", "means"),
    [
        ("ALTER ROLE {} CREATEROLE", "ALTER ROLE {} NOCREATEROLE", "可以建立角色"),
        (
            "GRANT SET ON PARAMETER session_replication_role TO {}",
            "REVOKE SET ON PARAMETER session_replication_role FROM {}",
            "可以停用触发器",
        ),
        (
            "GRANT pg_execute_server_program TO {}",
            "REVOKE pg_execute_server_program FROM {}",
            "可以在服务器上写文件或运行程序",
        ),
        ("GRANT pg_write_server_files TO {}", "REVOKE pg_write_server_files FROM {}", "可以在服务器上写文件或运行程序"),
    ],
)
def test_every_server_wide_right_is_reported(
    superuser: str, databases: Databases, gift: str, back: str, means: str
) -> None:
    databases.admin(gift.format(APP))
    try:
        assert seen_by(superuser, APP) == [means]
    finally:
        databases.admin(back.format(APP))


@pytest.mark.parametrize(
    ("table", "trigger"),
    [("chain_head", "head_only_advances"), ("block", "block_is_sealed"), ("message", "message_is_final")],
)
def test_a_disabled_trigger_is_reported_to_any_role(superuser: str, sql: Sql, table: str, trigger: str) -> None:
    sql(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    assert seen_by(superuser, APP) == [f"触发器 {trigger} 已停用"]
    sql(f"DROP TRIGGER {trigger} ON {table}")
    assert seen_by(superuser, APP) == [f"触发器 {trigger} 已停用"]


@pytest.mark.parametrize(
    ("change", "means"),
    [
        (
            "CREATE OR REPLACE FUNCTION refuse_final() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "触发器 message_is_final 被改动",
        ),
        (
            "CREATE TRIGGER other BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION refuse_final()",
            "触发器 other 不属于本系统",
        ),
        ("CREATE RULE other AS ON INSERT TO notice DO INSTEAD NOTHING", "触发器 other 不属于本系统"),
    ],
)
def test_a_trigger_of_anothers_making_is_reported_to_any_role(
    superuser: str, sql: Sql, change: str, means: str
) -> None:
    sql(change)
    assert seen_by(superuser, APP) == [means]
