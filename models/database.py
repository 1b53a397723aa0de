"""The engine and the one `begin()`: the only commit of the project, where an act's block is appended to the chain."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import URL, CursorResult, Dialect, Engine, create_engine, event, make_url, text
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

from models.disk import data_folder, is_short, shortage
from models.outages import BUSY, NO_RIGHT, READ_ONLY, TOO_IDLE, code_of, explain
from models.rules.business_day import SHANGHAI
from models.rules.errors import Refused, Unavailable
from models.transaction import transaction

OLDEST_SERVER = 150000
EXAMPLE = "postgresql://用户:密码@主机:5432/mubiao"
GENESIS = "0" * 64
STATEMENTS = 1000
NAP = 0.05  # seconds
LIMITS = (
    "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s -c timezone=Asia/Shanghai"
)
# Nobody waits for ever for a server that does not answer, or that went away in the middle (seconds, milliseconds).
REACH = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "tcp_user_timeout": 60_000}
_bound: dict[str, Engine] = {}
_data: list[Path] = []  # the bound server's data folder, where it is ours


def address(url: str, setting: str = "DATABASE_URL") -> URL:
    """The address of a PostgreSQL database, reached by psycopg 3; refuses what is none, without repeating it."""
    try:
        read = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Refused(f"{setting} 不是数据库地址，应为{EXAMPLE}。") from error
    if read.drivername.partition("+")[0] not in {"postgres", "postgresql"}:
        raise Refused(f"{setting} 应为PostgreSQL数据库的地址：{EXAMPLE}。")
    return read.set(drivername="postgresql+psycopg")


def bind(url: str) -> Engine:
    """Make `url` the database of this process; binding the same address again keeps its pool."""
    wanted = address(url)
    current = _bound.get("engine")
    if current is None or current.url != wanted:
        unbind()
        _data[:] = [folder] if (folder := data_folder(wanted.query.get("host"))) else []
        ours = {name: value for name, value in REACH.items() if name not in wanted.query} | {"options": LIMITS}
        _bound["engine"] = create_engine(wanted, pool_size=10, max_overflow=10, hide_parameters=True, connect_args=ours)
        for happening, answer in (("connect", _remember), ("checkin", _rest), ("checkout", _ask)):
            event.listen(_bound["engine"], happening, answer)
    return _bound["engine"]


def _remember(connection: Any, _: Any) -> None:  # noqa: ANN401 - the driver's connection
    """Let the driver keep all of our statements prepared; with its hundred it would drop and plan them again."""
    connection.prepared_max = STATEMENTS


def _rest(_: Any, record: Any) -> None:  # noqa: ANN401 - the driver's connection and the pool's record of it
    record.info["rested"] = monotonic()


def _ask(connection: Any, record: Any, _: Any) -> None:  # noqa: ANN401 - as above, and the pool's proxy
    """Ask a connection that has rested whether it still lives: a server that was restarted is no error."""
    if monotonic() - record.info.get("rested", -NAP) < NAP:
        return
    try:
        engine().dialect.do_ping(connection)
    except psycopg.Error as error:
        raise DisconnectionError from error


def unbind() -> None:
    """Close every connection of this process."""
    _data.clear()
    if engine := _bound.pop("engine", None):
        engine.dispose()


def is_bound() -> bool:
    """Whether this process has its database."""
    return "engine" in _bound


def engine() -> Engine:
    """The bound engine; refuses when nothing was bound."""
    if "engine" not in _bound:
        raise Refused("尚未指定数据库。")
    return _bound["engine"]


def run(session: Session, sql: str, **params: Any) -> CursorResult[Any]:  # noqa: ANN401 - bound parameters of any type
    """Execute one SQL statement with bound parameters."""
    state = transaction(session)
    connection = state.connection
    if connection is None or connection.closed:
        connection = state.connection = session.connection()
    result: CursorResult[Any] = connection.exec_driver_sql(_spelled(sql, connection.dialect), params)
    return result


@lru_cache(maxsize=2000)
def _spelled(sql: str, dialect: Dialect) -> str:
    """A statement with its parameters as the driver writes them, translated once."""
    return str(text(sql).compile(dialect=dialect))


def database_time(session: Session) -> datetime:
    """The database's clock, which all workers share."""
    now: datetime = run(session, "SELECT clock_timestamp()").scalar_one()
    return now


@contextmanager
def begin() -> Iterator[Session]:
    """One transaction: yields its session, appends the act's block, commits; rolls back on any error.

    While the disk of the embedded database is short of room it can only read. Raises Unavailable when the database is
    gone, locked, short of room or lost a race, which a retry may mend; Refused when a value cannot be kept at all.
    """
    try:
        with Session(engine(), expire_on_commit=False) as session:
            if want_of_room():
                run(session, "SET TRANSACTION READ ONLY")
            yield session
            session.flush()
            _append_block(session)
            session.commit()
    except (OperationalError, InterfaceError, IntegrityError) as error:
        raise Unavailable(explain(error)) from error
    except NoConnectionFree as error:
        raise Unavailable(BUSY) from error
    except DataError as error:
        raise Refused("填写的内容无法保存（数字过大，或含有不能保存的字符），请改正后重试。") from error
    except (ProgrammingError, InternalError) as error:
        if code_of(error) not in {NO_RIGHT, READ_ONLY, TOO_IDLE}:
            raise
        raise Unavailable(want_of_room() or explain(error)) from error


def want_of_room() -> str:
    """Why nothing may be written now: the disk of the bound, embedded, database is as good as full; else nothing."""
    return shortage(_data[0]) if _data and is_short(_data[0]) else ""


def check_server(url: str) -> None:
    """Refuse a server that is too old; raise Unavailable when it cannot be reached."""
    try:
        with bind(url).connect() as connection:
            version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    except DBAPIError as error:
        raise Unavailable(explain(error)) from error
    refuse_old(version)


def refuse_old(version: int) -> None:
    """Refuse a server_version_num below 15, whose unique keys cannot treat missing values as equal."""
    if version < OLDEST_SERVER:
        raise Refused(f"PostgreSQL 版本过低（{version // 10000}），需要15或更高版本。")


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """JSON with one spelling, so that equal values have equal digests."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def block_hash(previous: str, content: str, header: dict[str, Any]) -> str:
    """The hash of a block: the block before, the digest of its moves, and who did what when."""
    return sha256(canonical([previous, content, header]).encode()).hexdigest()


def header_of(block: Mapping[str, Any]) -> dict[str, str]:
    """What of a block its hash covers besides the moves: who did what, when, with which result, from which source."""
    header = {
        "act": block["act"],
        "actor": block["actor"],
        "role": block["role"],
        "business_date": str(block["business_date"]),
        "at": block["at"].astimezone(SHANGHAI).isoformat(),
        "request_id": block["request_id"] or "",
        "result": canonical(block["result"]),
    }
    # Blocks older than the column have no source and keep their hash.
    return header | {"source": canonical(block["source"])} if block["source"] else header


CONTENT = """
SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(
    json_build_array(record, record_key, event, from_state, to_state, digest, detail)::text, E'\\n'
    ORDER BY record COLLATE "C", record_key COLLATE "C", id), ''), 'UTF8')), 'hex')
FROM transition WHERE act_id = :act_id
"""
SEALED_ATTEMPTS = """
SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(
    json_build_array(m.reference, extract(epoch FROM a.at), a.outcome, a.code, a.reason)::text, E'\\n'
    ORDER BY m.reference COLLATE "C", a.id), ''), 'UTF8')), 'hex')
FROM attempt a JOIN message m ON m.id = a.message_id WHERE a.act_id = :act_id
"""
# One round trip while the head row is locked, and the content computed before: the lock is the last one taken. The text
# that is hashed is what `block_hash` hashes, the JSON of the block before, the content and the header.
APPEND = """
WITH c(n, content) AS MATERIALIZED ({content}),
head AS MATERIALIZED (
    SELECT c.content, h.height + 1 AS height, h.hash AS previous FROM c
    CROSS JOIN LATERAL (SELECT height, hash FROM chain_head WHERE id = 1 AND c.n >= 0 FOR UPDATE) AS h),
sealed AS MATERIALIZED (
    SELECT content, height, previous, encode(sha256(convert_to(
        concat('["', previous, '","', content, '",', CAST(:header AS text), ']'), 'UTF8')), 'hex') AS hash FROM head),
moved AS (UPDATE chain_head SET height = sealed.height, hash = sealed.hash FROM sealed WHERE id = 1)
INSERT INTO block (act_id, height, jurisdiction_id, act, actor, role, business_date, at, request_id, result, source,
    content, previous_hash, hash)
SELECT :act_id, height, :jurisdiction_id, :act, :actor, :role, :business_date, :at, :request_id,
    CAST(:result AS jsonb), CAST(:source AS jsonb), content, previous, hash
FROM sealed
"""


def _append_block(session: Session) -> None:
    """Seal what the act of this transaction moved; one that moved nothing leaves a block only for its request id."""
    state = transaction(session)
    block, state.block = state.block, None
    if block is None or not (block.request_id or block.content or state.moved):
        return
    header = asdict(block)
    texts = {name: canonical(header[name]) for name in ("result", "source")} | {"header": canonical(header_of(header))}
    run(session, APPEND.format(content=header.pop("content") or CONTENT), **header | texts)
