"""The one `begin()`: commit, block, chain, and the messages for database errors."""

from __future__ import annotations

from itertools import pairwise
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, make_url, text

from models import database
from models.block import GENESIS
from models.database import begin, bind, check_server, engine, is_bound, unbind
from models.ledger.acts import Summary
from models.rules.errors import Refused, Unavailable
from models.statements import run

if TYPE_CHECKING:
    from sqlmodel import Session

    from tests.conftest import Acting, Make, Sql, Together, Violations

NOWHERE = "postgresql+psycopg://somebody:geheim@127.0.0.1:1/none"
CHAIN = "SELECT height, previous_hash, hash FROM block ORDER BY height"


def with_user(url: str, **parts: Any) -> str:
    return make_url(url).set(**parts).render_as_string(hide_password=False)


@pytest.mark.parametrize("url", ["postgres://u:geheim@h/d", "postgresql://u:geheim@h/d", "postgresql+psycopg://h/d"])
def test_any_way_to_write_a_postgresql_address_is_understood(url: str) -> None:
    assert database.address(url).drivername == "postgresql+psycopg"


@pytest.mark.parametrize("url", ["", "geheim", "mysql://u:geheim@h/d", "postgresql://u:geheim@h:port/d"])
def test_an_invalid_database_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Refused, match="DATABASE_URL") as refusal:
        bind(url)
    assert "geheim" not in refusal.value.message


@pytest.mark.usefixtures("database")
def test_the_databases_clock_has_its_zone() -> None:
    with begin() as session:
        assert database.database_time(session).tzinfo is not None


@pytest.mark.usefixtures("database")
def test_binding_the_same_address_again_keeps_its_pool() -> None:
    before = engine()
    assert bind(before.url.render_as_string(hide_password=False)) is before
    unbind()
    assert not is_bound()


def test_begin_without_a_bound_database_is_refused() -> None:
    unbind()
    with pytest.raises(Refused, match="尚未指定数据库。"), begin():
        pytest.fail("begun")


@pytest.mark.usefixtures("database")
def test_one_begin_commits_all_changes_or_rolls_all_back(sql: Sql) -> None:
    def fail() -> None:
        with begin() as session:
            run(session, "INSERT INTO jurisdiction (name) VALUES ('云南省')")
            raise Refused("不对")

    with pytest.raises(Refused):
        fail()
    assert sql.column("SELECT name FROM jurisdiction") == ["全国"]
    sql("INSERT INTO jurisdiction (name) VALUES ('云南省')")
    assert sql.value("SELECT count(*) FROM jurisdiction") == 2


def test_each_block_names_the_one_before_from_genesis_to_the_head(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    chain = sql.rows(CHAIN)
    assert [height for height, _, _ in chain] == list(range(1, len(chain) + 1))
    assert [previous for _, previous, _ in chain] == [GENESIS, *(digest for _, _, digest in chain[:-1])]
    assert sql.rows("SELECT height, hash FROM chain_head") == [(len(chain), chain[-1][2])]


def test_twenty_acts_at_once_keep_the_chain_unforked(
    acting: Acting, departments: Make, together: Together, sql: Sql, violations: Violations
) -> None:
    codes = departments(20)
    before = sql.value("SELECT height FROM chain_head")

    def names(code: str) -> Any:
        return lambda session: acting.within(session, "appoint_liaison", department=code, name="王五")

    results = together(*map(names, codes))
    assert [str(each) for each in results if not isinstance(each, Summary)] == []
    chain = sql.rows(CHAIN)
    assert len(chain) == before + 20
    assert all(later[1] == earlier[2] for earlier, later in pairwise(chain))
    assert violations() == []


def test_a_fork_is_impossible(march: Acting, sql: Sql) -> None:
    with pytest.raises(Unavailable):
        sql(
            "INSERT INTO block SELECT (jsonb_populate_record(b, jsonb_build_object('act_id', act_id + 100,"
            " 'height', height + 100, 'hash', 'x'))).* FROM block b WHERE height = 2"
        )
    march.report("D002", "2026-03", "T003")


def test_a_server_that_is_not_there_is_unavailable_without_its_address_or_password() -> None:
    bind(NOWHERE)
    with pytest.raises(Unavailable) as error, begin() as session:
        run(session, "SELECT 1")
    assert error.value.message == "数据库暂时不可用，请确认数据库已启动后重试。"
    with pytest.raises(Unavailable):
        check_server(NOWHERE)
    unbind()


def test_a_server_that_dies_in_the_middle_is_unavailable_and_the_next_act_works(march: Acting, sql: Sql) -> None:
    def die() -> None:
        with begin() as session:
            run(session, "INSERT INTO jurisdiction (name) VALUES ('云南省')")
            pid = run(session, "SELECT pg_backend_pid()").scalar_one()
            sql.rows("SELECT pg_terminate_backend(:pid)", pid=pid)
            run(session, "SELECT 1")

    with pytest.raises(Unavailable, match="数据库暂时不可用"):
        die()
    assert sql.value("SELECT count(*) FROM jurisdiction") == 2
    march.report("D002", "2026-03", "T003")


def test_a_row_locked_by_another_session_is_unavailable_after_the_lock_timeout(march: Acting, sql: Sql) -> None:
    def wait(setting: str) -> None:
        with begin() as session:
            run(session, f"SET LOCAL {setting} = '50ms'")
            run(session, "SELECT * FROM chain_head FOR UPDATE")

    with begin() as holder:
        run(holder, "SELECT * FROM chain_head FOR UPDATE")
        with pytest.raises(Unavailable, match="数据正被另一操作占用，请稍后重试。"):
            wait("lock_timeout")
        with pytest.raises(Unavailable, match="数据库响应超时，请稍后重试。"):
            wait("statement_timeout")
    march.report("D002", "2026-03", "T003")
    assert sql.value("SELECT count(*) FROM report") == 1


def test_a_deadlock_is_unavailable_for_one_and_done_for_the_other(march: Acting, together: Together) -> None:
    assert march.day.year == 2026
    lock, both_hold_one = "SELECT * FROM department WHERE code = :code FOR UPDATE", Barrier(2)

    def crossing(first: str, second: str) -> Any:
        def work(session: Session) -> str:
            run(session, "SET LOCAL deadlock_timeout = '20ms'")
            run(session, lock, code=first)
            both_hold_one.wait(30)
            return str(run(session, lock, code=second).rowcount)

        return work

    results = together(crossing("D001", "D002"), crossing("D002", "D001"))
    assert sorted(map(str, results)) == ["1", "与另一操作冲突，请重试。"]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"database": "nothere"}, "数据库不存在，请检查 DATABASE_URL。"),
        ({"username": "nobody_here"}, "数据库拒绝登录：该用户没有登录权限，请检查 DATABASE_URL。"),
    ],
)
def test_a_refused_login_names_the_setting_to_check(database: str, parts: dict[str, str], message: str) -> None:
    with pytest.raises(Unavailable) as error:
        check_server(with_user(database, **parts))
    assert error.value.message == message


def test_a_role_without_rights_gets_an_error_about_its_rights(database: str) -> None:
    bind(with_user(database, username="mubiao_read"))  # may log in, and was granted nothing here
    with pytest.raises(Unavailable, match="数据库用户权限不足，请按说明授权。"), begin() as session:
        run(session, "SELECT * FROM department")
    unbind()


@pytest.mark.usefixtures("database")
def test_a_programming_error_is_not_raised_as_unavailable(sql: Sql) -> None:
    with pytest.raises(Exception, match="no_such_table"):
        sql("SELECT * FROM no_such_table")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("value", [10**30, "\x00"])
def test_a_value_that_cannot_be_stored_is_refused(sql: Sql, value: Any) -> None:
    with pytest.raises(Refused, match="填写的内容无法保存"):
        sql("INSERT INTO jurisdiction (name, parent_id) VALUES (:value, CAST(:value AS int))", value=value)


def test_too_many_at_once_are_unavailable(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = create_engine(database, pool_size=1, max_overflow=0, pool_timeout=0.05)
    monkeypatch.setitem(database_module()._bound, "engine", narrow)
    with begin() as holder:
        run(holder, "SELECT 1")
        with pytest.raises(Unavailable, match="同时办理的操作过多，请稍后重试。"), begin() as session:
            run(session, "SELECT 1")
    narrow.dispose()


def database_module() -> Any:
    return database


def test_the_servers_age_is_checked(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check_server(database)
    monkeypatch.setattr(database_module(), "OLDEST_SERVER", 990000)
    with pytest.raises(Refused, match=r"PostgreSQL 版本过低（\d+），需要15或更高版本。"):
        check_server(database)


@pytest.mark.usefixtures("database")
def test_sessions_think_in_shanghai_and_never_wait_for_ever(sql: Sql) -> None:
    assert [sql.value(f"SHOW {name}") for name in ("timezone", "statement_timeout", "lock_timeout")] == [
        "Asia/Shanghai",
        "30s",
        "5s",
    ]


def test_a_password_is_not_in_any_error_of_the_database(database: str) -> None:
    bind(database)
    with pytest.raises(Exception, match="no_such_table") as error, begin() as session:
        session.connection().execute(text("SELECT * FROM no_such_table WHERE x = :secret"), {"secret": "geheim"})
    assert "geheim" not in str(error.value)


def test_a_connection_idle_for_a_moment_is_not_pinged(database: str, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(bind(database).dialect, "do_ping", lambda _: asked.append("?"))
    sql.value("SELECT 1")
    sql.value("SELECT 1")
    soon = len(asked)
    monkeypatch.setattr("models.database.IDLE_LIMIT", 0.0)
    sql.value("SELECT 1")
    assert len(asked) == soon + 1


@pytest.mark.usefixtures("database")
def test_a_statement_is_prepared_at_its_second_run_and_more_stay_so_than_the_driver_default(sql: Sql) -> None:
    for number in range(150):
        for _ in range(2):
            sql.value(f"SELECT {number}")
    assert sql.value("SELECT count(*) FROM pg_prepared_statements") > 100
