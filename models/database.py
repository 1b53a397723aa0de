"""The engine and the one `begin()`: the project's only commit, which appends an act's block to the chain."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlmodel import Session

from models.block import append_block
from models.disk import data_folder, is_short, shortage
from models.hosts import parse_address
from models.outages import BUSY, NO_RIGHT, POOLED, READ_ONLY, TOO_IDLE, explain, sqlstate_of
from models.rules.errors import Refused, Unavailable
from models.statements import run, transaction

OLDEST_SERVER = 150000
EXAMPLE = "postgresql://用户:密码@主机:5432/mubiao"
STATEMENTS = 4000  # more than a year has
CLOCK = "clock_timestamp()"
IDLE_LIMIT = 0.05  # seconds
# The path is set here, so that no setting of the database or of a role puts another schema before the tables.
LIMITS = (
    "-c search_path=public -c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
    " -c timezone=Asia/Shanghai"
)
# Time limits for a server that does not answer, or disappears during a query (seconds, milliseconds).
REACH = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "tcp_user_timeout": 60_000}
# A pooler in transaction mode drops what a connection asks for at its start, or refuses it.
IS_DIRECT = "current_setting('lock_timeout') = '5s'"
SERVER = f"SELECT current_setting('server_version_num') AS version, {IS_DIRECT} AS is_direct"
_bound: dict[str, Engine] = {}
_lent: ContextVar[Engine | None] = ContextVar("engine", default=None)  # to a request, by a process of many cells
_changes = [0]
_data: list[Path] = []  # the bound server's data folder, if it is the embedded one


def address(url: str, setting: str = "DATABASE_URL") -> URL:
    """Parse the URL of a PostgreSQL database, for psycopg 3. Raises Refused, without repeating it, if it is invalid."""
    try:
        parsed = parse_address(url)
    except (ArgumentError, ValueError) as error:
        raise Refused(f"{setting} 不是数据库地址，应为{EXAMPLE}。") from error
    if parsed.drivername.partition("+")[0] not in {"postgres", "postgresql"}:
        raise Refused(f"{setting} 应为PostgreSQL数据库的地址：{EXAMPLE}。")
    return parsed.set(drivername="postgresql+psycopg")


def bind(url: str) -> Engine:
    """Bind `url` as the database of this process; binding the same URL again reuses the engine and its pool."""
    target = address(url)
    current = _bound.get("engine")
    if current is None or current.url != target:
        unbind()
        _data[:] = [folder] if (folder := data_folder(target.query.get("host"))) else []
        _bound["engine"] = make_engine(target, 10)
    return _bound["engine"]


def make_engine(url: URL, connections: int) -> Engine:
    """Make an engine that keeps this number of idle connections open; the first is made when it is used."""
    options = {name: value for name, value in REACH.items() if name not in url.query} | {"options": LIMITS}
    made = create_engine(
        url, pool_size=connections, max_overflow=10, pool_use_lifo=True, hide_parameters=True, connect_args=options
    )
    for name, listener in (("connect", _keep_statements), ("checkin", _mark_idle), ("checkout", _ping_if_idle)):
        event.listen(made, name, listener)
    return made


@contextmanager
def lent(own: Engine) -> Iterator[None]:
    """Use this engine in the current context, such as a request, instead of the one of the process."""
    token = _lent.set(own)
    try:
        yield
    finally:
        _lent.reset(token)


def _keep_statements(connection: Any, _: Any) -> None:  # noqa: ANN401 - the driver's connection
    """Prepare a statement at its second run, not its sixth, and keep all: the driver would drop them after 100."""
    connection.prepare_threshold, connection.prepared_max = 1, STATEMENTS


def _mark_idle(_: Any, record: Any) -> None:  # noqa: ANN401 - the driver's connection and the pool's record of it
    record.info["rested"] = monotonic()


def _ping_if_idle(connection: Any, record: Any, _: Any) -> None:  # noqa: ANN401 - as above, and the pool's proxy
    """Ping a connection that was idle, so that a restarted server does not raise an error in an act."""
    if monotonic() - record.info.get("rested", -IDLE_LIMIT) < IDLE_LIMIT:
        return
    try:
        engine().dialect.do_ping(connection)
    except psycopg.Error as error:
        raise DisconnectionError from error


def unbind() -> None:
    """Close all connections of this process."""
    _data.clear()
    if engine := _bound.pop("engine", None):
        engine.dispose()


def is_bound() -> bool:
    """Return whether this process has a bound database."""
    return _lent.get() is not None or "engine" in _bound


def engine() -> Engine:
    """Return the bound engine. Raises Refused if no database was bound."""
    found = _lent.get() or _bound.get("engine")
    if found is None:
        raise Refused("尚未指定数据库。")
    return found


def database_time(session: Session) -> datetime:
    """Return the database's clock, which all workers share."""
    now: datetime = run(session, f"SELECT {CLOCK}").scalar_one()
    return now


@contextmanager
def begin() -> Iterator[Session]:
    """Run one transaction: yield its session, append the act's block, commit; roll back on any error.

    While the embedded database's disk is nearly full, the transaction is read-only. Raises Unavailable if the database
    is unreachable, locked, full or lost a race, so that a retry may succeed; Refused if a value cannot be stored at
    all.
    """
    try:
        with Session(engine(), expire_on_commit=False) as session:
            if disk_shortage():
                run(session, "SET TRANSACTION READ ONLY")
            yield session
            session.flush()
            append_block(session)
            session.commit()
            _changes[0] += transaction(session).moved
    except (OperationalError, InterfaceError, IntegrityError) as error:
        raise Unavailable(explain(error)) from error
    except NoConnectionFree as error:
        raise Unavailable(BUSY) from error
    except DataError as error:
        raise Refused("填写的内容无法保存（数字过大，或含有不能保存的字符），请改正后重试。") from error
    except (ProgrammingError, InternalError) as error:
        if sqlstate_of(error) not in {NO_RIGHT, READ_ONLY, TOO_IDLE}:
            raise
        raise Unavailable(disk_shortage() or explain(error)) from error


@contextmanager
def snapshot() -> Iterator[Session]:
    """Run one transaction that only reads, all of it as of one block."""
    with begin() as session:
        run(session, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield session


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process at a time run the block of that name. Raises Unavailable after five seconds of waiting."""
    with begin() as session:
        run(session, "SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))", name=name)
        yield


def changes() -> int:
    """Return how many transactions of this process have changed records."""
    return _changes[0]


def disk_shortage() -> str:
    """Return why nothing can be written: the bound, embedded database's disk is nearly full; else an empty string."""
    return shortage(_data[0]) if _data and is_short(_data[0]) else ""


def check_server(url: str) -> None:
    """Raise Refused if the server is too old, or a pooler answers for it, Unavailable if it cannot be reached."""
    try:
        with bind(url).connect() as connection:
            version, is_direct = connection.execute(text(SERVER)).one()
    except DBAPIError as error:
        raise Unavailable(explain(error)) from error
    check_server_version(int(version))
    if not is_direct:
        raise Refused(POOLED)


def check_server_version(version: int) -> None:
    """Raise Refused if server_version_num is below 15: older unique keys cannot treat missing values as equal."""
    if version < OLDEST_SERVER:
        raise Refused(f"PostgreSQL 版本过低（{version // 10000}），需要15或更高版本。")
