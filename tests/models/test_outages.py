"""A slow, full, busy or unreachable database: each act fails in time with a message, and the next one works."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from models import database as bound
from models import disk
from models.database import begin, bind, check_server, engine, unbind
from models.outages import BUSY, UNKNOWN, explain, sqlstate_of
from models.rules.errors import Unavailable
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting, Databases, Impatient, Sql, Together, Violations

REPORT: dict[str, Any] = {
    "department": "D002",
    "period": "2026-03",
    "lines": [{"target": "T003", "progress": 50}],
}
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"


def wrapped(error: psycopg.Error) -> DBAPIError:
    return DBAPIError("SELECT 1", None, error)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (errors.DiskFull(), "磁盘已满"),
        (errors.LockNotAvailable(), "数据正被另一操作占用"),
        (errors.QueryCanceled(), "数据库响应超时"),
        (errors.IdleInTransactionSessionTimeout(), "操作停顿过久"),
        (errors.TooManyConnections(), "同时办理的操作过多"),
        (errors.ReadOnlySqlTransaction(), "目前只能查询"),
        (psycopg.OperationalError("FATAL:  sorry, too many clients already"), "同时办理的操作过多"),
        (psycopg.OperationalError("FATAL:  could not write init file: No space left on device"), "磁盘已满"),
        (psycopg.OperationalError('FATAL:  password authentication failed for user "u"'), "用户名或密码不正确"),
    ],
)
def test_each_message_is_a_sentence_with_an_instruction(error: psycopg.Error, message: str) -> None:
    assert message in explain(wrapped(error))


def test_an_unknown_error_asks_to_check_the_server() -> None:
    unknown = wrapped(psycopg.OperationalError("server closed the connection, password=geheim"))
    assert (sqlstate_of(unknown), explain(unknown)) == ("", UNKNOWN)


def test_a_nearly_full_disk_allows_reading_and_no_writing(
    march: Acting, sql: Sql, monkeypatch: pytest.MonkeyPatch, violations: Violations
) -> None:
    before = sql.value("SELECT hash FROM chain_head")
    with monkeypatch.context() as short:
        short.setattr(disk, "RESERVE", 2**62)
        assert march.unavailable("submit_report", **REPORT).startswith("磁盘空间不足（剩余")
        with pytest.raises(Unavailable, match="已暂停写入，查询不受影响"):
            sql("DELETE FROM notice")
        assert sql.value("SELECT hash FROM chain_head") == before
        assert violations() == []
    march.do("submit_report", **REPORT)
    assert sql.value("SELECT count(*) FROM report") == 1


def test_a_database_that_only_lets_itself_be_read_is_unavailable(march: Acting) -> None:
    def write() -> None:
        with begin() as session:
            run(session, "SET TRANSACTION READ ONLY")
            march.within(session, "submit_report", **REPORT)

    with pytest.raises(Unavailable, match="数据库目前只能查询，不能写入，请稍后重试。"):
        write()
    march.do("submit_report", **REPORT)


def test_after_a_rest_the_first_act_that_meets_a_restarted_server_simply_works(
    march: Acting, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound, "IDLE_LIMIT", 0.0)
    march.report("D001", "2026-03", "T001", "T002")
    databases.admin(OTHERS)
    march.do("submit_report", **REPORT)


def test_in_the_middle_of_work_one_act_meets_a_restarted_server_and_the_next_works(
    march: Acting, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound, "IDLE_LIMIT", 1e9)
    march.report("D001", "2026-03", "T001", "T002")
    databases.admin(OTHERS)
    assert march.unavailable("submit_report", **REPORT) == UNKNOWN
    march.do("submit_report", **REPORT)


def test_one_act_that_meets_a_restarted_server_makes_all_connections_new(
    march: Acting, databases: Databases, monkeypatch: pytest.MonkeyPatch, together: Together
) -> None:
    monkeypatch.setattr(bound, "IDLE_LIMIT", 1e9)
    together(*[lambda session: run(session, "SELECT 1")] * 3)
    databases.admin(OTHERS)
    assert march.unavailable("submit_report", **REPORT) == UNKNOWN
    pids = together(*[lambda session: run(session, "SELECT pg_backend_pid()").scalar_one()] * 3)
    assert len({pid for pid in pids if isinstance(pid, int)}) == 3
    march.do("submit_report", **REPORT)


def test_a_neighbour_that_holds_a_table_makes_an_act_unavailable_and_the_next_one_works(
    march: Acting, impatient: Impatient
) -> None:
    impatient(lock_timeout="100ms")
    neighbour = create_engine(engine().url)
    with neighbour.connect() as holder:
        holder.execute(text("LOCK TABLE report IN ACCESS EXCLUSIVE MODE"))
        assert march.unavailable("submit_report", **REPORT) == "数据正被另一操作占用，请稍后重试。"
    neighbour.dispose()
    march.do("submit_report", **REPORT)


def test_an_idle_transaction_is_ended_so_that_other_sessions_continue(
    march: Acting, sql: Sql, impatient: Impatient
) -> None:
    impatient(idle_in_transaction_session_timeout="100ms")

    def pause() -> None:
        with begin() as session:
            run(session, "SELECT * FROM chain_head FOR UPDATE")
            sql.value("SELECT * FROM chain_head FOR UPDATE")  # waits until the pause has been too long
            march.within(session, "submit_report", **REPORT)

    with pytest.raises(Unavailable, match="操作停顿过久，已撤销，请重试。"):
        pause()
    march.do("submit_report", **REPORT)


def test_a_server_that_takes_no_more_connections_is_unavailable_until_some_are_free(march: Acting) -> None:
    url = engine().url
    unbind()
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    bind(url.render_as_string(hide_password=False))
    with ExitStack() as connections:
        with suppress(psycopg.OperationalError):
            while True:
                connections.enter_context(psycopg.connect(address))
        assert march.unavailable("submit_report", **REPORT) == BUSY
        with pytest.raises(Unavailable, match=BUSY):
            check_server(url.render_as_string(hide_password=False))
    march.do("submit_report", **REPORT)


def test_a_host_that_takes_the_call_and_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bound.REACH, "connect_timeout", 2)  # the shortest that the driver knows
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(Unavailable, match="数据库暂时不可用"):
            check_server(f"postgresql://u:geheim@127.0.0.1:{silent.getsockname()[1]}/d")
    unbind()
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(("data", "stored"), [({}, "10"), ({"connect_timeout": "3"}, "3")])
def test_the_connect_timeout_can_be_set_in_the_address(database: str, data: dict[str, str], stored: str) -> None:
    url = make_url(database)
    bind(url.update_query_dict(data).render_as_string(hide_password=False))
    with engine().connect() as connection:
        driver: Any = connection.connection.driver_connection
        parameters = driver.info.get_parameters()
    unbind()
    assert (parameters["connect_timeout"], parameters["tcp_user_timeout"], parameters["keepalives_idle"]) == (
        stored,
        "60000",
        "30",
    )
