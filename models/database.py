"""The engine and the one `begin()`: the only commit of the project, where an act's block is appended to the chain."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import URL, CursorResult, Engine, create_engine, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlmodel import Session

from models.rules.business_day import SHANGHAI
from models.rules.errors import Refused, Unavailable

OLDEST_SERVER = 150000
EXAMPLE = "postgresql://用户:密码@主机:5432/mubiao"
GENESIS = "0" * 64
LIMITS = (
    "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s -c timezone=Asia/Shanghai"
)
NO_RIGHT = "42501"
LOGIN_REFUSED = {
    "password authentication failed": "28P01",
    "no password supplied": "28P01",
    "pg_hba.conf": "28000",
    'FATAL:  role "': "28000",
    'FATAL:  database "': "3D000",
    "permission denied for database": NO_RIGHT,
}
_bound: dict[str, Engine] = {}


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
        _bound["engine"] = create_engine(
            wanted, pool_size=10, max_overflow=10, hide_parameters=True, connect_args={"options": LIMITS}
        )
    return _bound["engine"]


def unbind() -> None:
    """Close every connection of this process."""
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
    return session.connection().execute(text(sql), params)


def database_time(session: Session) -> datetime:
    """The database's clock, which all workers share."""
    now: datetime = run(session, "SELECT clock_timestamp()").scalar_one()
    return now


@contextmanager
def begin() -> Iterator[Session]:
    """One transaction: yields its session, appends the act's block, commits; rolls back on any error.

    Raises Unavailable when the database is gone, locked or lost a race, which a retry may mend; Refused when a value
    cannot be kept at all.
    """
    try:
        with Session(engine(), expire_on_commit=False) as session:
            yield session
            session.flush()
            _append_block(session)
            session.commit()
    except (OperationalError, InterfaceError, IntegrityError) as error:
        raise Unavailable(explain(error)) from error
    except NoConnectionFree as error:
        raise Unavailable("同时办理的操作过多，请稍后重试。") from error
    except DataError as error:
        raise Refused("填写的内容无法保存（数字过大，或含有不能保存的字符），请改正后重试。") from error
    except ProgrammingError as error:
        if _code(error) != NO_RIGHT:
            raise
        raise Unavailable(explain(error)) from error


def explain(error: DBAPIError) -> str:
    """What a database error means for a person, without addresses or passwords."""
    reasons = {
        "53100": "磁盘已满，数据未写入。请清理磁盘空间后重试。",
        "40P01": "与另一操作冲突，请重试。",
        "55P03": "数据正被另一操作占用，请稍后重试。",
        "57014": "数据库响应超时，请稍后重试。",
        "23505": "另一操作刚刚写入了同一记录，请重试。",
        "28P01": "数据库拒绝登录：用户名或密码不正确，请检查 DATABASE_URL。",
        "28000": "数据库拒绝登录：该用户没有登录权限，请检查 DATABASE_URL。",
        "3F000": "当前数据库用户无权使用该数据库的模式（schema），请按说明授权。",
        "42P01": "数据库中没有所需的表，或当前用户无权使用，请按说明建表、授权。",
        "3D000": "数据库不存在，请检查 DATABASE_URL。",
        NO_RIGHT: "数据库用户权限不足，请按说明授权。",
    }
    return reasons.get(_code(error), "数据库暂时不可用，请确认数据库已启动后重试。")


def _code(error: DBAPIError) -> str:
    """The SQLSTATE; a refused login brings none, only words."""
    said = str(error.orig)
    found = next((code for words, code in LOGIN_REFUSED.items() if words in said), "")
    return getattr(error.orig, "sqlstate", None) or found


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
    jsonb_build_array(record, record_key, event, from_state, to_state, digest, detail)::text, E'\\n'
    ORDER BY record COLLATE "C", record_key COLLATE "C", id), ''), 'UTF8')), 'hex')
FROM transition WHERE act_id = :act_id
"""
SEALED_ATTEMPTS = """
SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(
    jsonb_build_array(m.reference, extract(epoch FROM a.at), a.outcome, a.code, a.reason)::text, E'\\n'
    ORDER BY m.reference COLLATE "C", a.id), ''), 'UTF8')), 'hex')
FROM attempt a JOIN message m ON m.id = a.message_id WHERE a.act_id = :act_id
"""
APPEND = """
INSERT INTO block (act_id, height, jurisdiction_id, act, actor, role, business_date, at, request_id, result, source,
    content, previous_hash, hash)
VALUES (:act_id, :height, :jurisdiction_id, :act, :actor, :role, :business_date, :at, :request_id,
    CAST(:result AS jsonb), CAST(:source AS jsonb), :content, :previous, :hash)
"""


def _append_block(session: Session) -> None:
    """Seal what the act of this transaction moved; one that moved nothing leaves a block only for its request id."""
    act = session.info.pop("act", None)
    if act is None:
        return
    count, content = run(session, act.pop("content", CONTENT), act_id=act["act_id"]).one()
    if not count and not act["request_id"]:
        return
    height, previous = run(session, "SELECT height, hash FROM chain_head WHERE id = 1 FOR UPDATE").one()
    digest = block_hash(previous, content, header_of(act))
    act |= {"height": height + 1, "content": content, "previous": previous, "hash": digest}
    run(session, APPEND, **act | {"result": canonical(act["result"]), "source": canonical(act["source"])})
    run(session, "UPDATE chain_head SET height = :height, hash = :hash WHERE id = 1", height=height + 1, hash=digest)
