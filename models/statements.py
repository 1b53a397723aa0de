"""One SQL statement with its parameters, straight to the driver (`run`), and the state of one transaction."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

import psycopg
from psycopg import adapt, errors, generators, pq
from sqlalchemy import Connection, make_url, text
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from models.rules.workdays import WorkCalendar

Made = TypeVar("Made")
ResultRow = Any  # a row of a result: its columns are attributes
DIALECT = make_url("postgresql+psycopg://").get_dialect()()
PERCENT = "%%"
PARAMETER = re.compile(rf"{PERCENT}|%\((\w+)\)s")


class Rows(IteratorResult[Any]):
    """The result of one statement, already fetched; `rowcount` is the number of rows that it returned or changed."""

    def __init__(self, found: Any, rows: list[Any]) -> None:  # noqa: ANN401 - the driver's result
        super().__init__(_metadata(tuple(map(found.fname, range(found.nfields)))), iter(rows))
        self.rowcount = len(rows) or found.command_tuples or 0


@lru_cache(maxsize=2000)
def _metadata(names: tuple[bytes, ...]) -> SimpleResultMetaData:
    return SimpleResultMetaData([name.decode() for name in names])


def run(session: Session, sql: str, **params: Any) -> Rows:  # noqa: ANN401 - bound parameters of any type
    """Execute one SQL statement with bound parameters and return its result.

    It goes straight to the driver, in the server's own notation: SQLAlchemy's execution of a statement takes longer
    than the driver's, and the driver parses each time what stands in its notation. Listeners to SQLAlchemy's
    `before_cursor_execute` are called all the same.
    """
    state = transaction(session)
    connection = state.connection
    if connection is None or connection.closed:
        connection = state.connection = session.connection()
        state.driver = connection.connection.driver_connection
    statement, names = _compile_sql(sql)
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, None, statement, params, None, False)  # noqa: FBT003 - as SQLAlchemy calls it
    try:
        return _execute(state.driver, connection.info, statement, [params[name] for name in names])
    except psycopg.Error as error:
        if state.driver.closed:  # the server has gone: as in SQLAlchemy's own execution, all pooled connections with it
            connection.invalidate(error)
            connection.engine.dispose()
        raise DBAPIError.instance(statement, params, error, psycopg.Error, hide_parameters=True) from error


def _execute(driver: Any, kept: dict[Any, Any], statement: str, values: list[Any]) -> Rows:  # noqa: ANN401
    """Run a statement; one that the driver has prepared on this connection goes to the server without its cursor.

    What the cursor does takes longer than a small statement. `kept` lives as long as the connection.
    """
    pgconn = driver.pgconn
    adapting = kept.get(adapt.Transformer) or kept.setdefault(adapt.Transformer, adapt.Transformer(driver))
    sent = adapting.dump_sequence(values, [adapt.PyFormat.AUTO] * len(values))
    prepared = driver._prepared._names.get((statement.encode(), adapting.types or ()))  # noqa: SLF001 - it has no other
    if prepared is None or pgconn.transaction_status not in (pq.TransactionStatus.IDLE, pq.TransactionStatus.INTRANS):
        cursor: Any = psycopg.RawCursor(driver).execute(statement, values)
        return Rows(cursor.pgresult, cursor.fetchall() if cursor.pgresult.nfields else [])
    if pgconn.transaction_status == pq.TransactionStatus.IDLE:
        driver.wait(driver._start_query())  # noqa: SLF001 - BEGIN, as its cursor does
    pgconn.send_query_prepared(prepared, sent, adapting.formats)
    found = driver.wait(generators.execute(pgconn))[-1]
    if found.status == pq.ExecStatus.FATAL_ERROR:
        raise errors.error_from_result(found, encoding=adapting.encoding)
    adapting.set_pgresult(found)
    return Rows(found, adapting.load_rows(0, found.ntuples, tuple))


@lru_cache(maxsize=5000)
def _compile_sql(sql: str) -> tuple[str, tuple[str, ...]]:
    """Return a statement with numbered parameters, and the name of each; cached, also for the next database."""
    compiled = str(text(sql).compile(dialect=DIALECT))
    names = tuple(dict.fromkeys(filter(None, PARAMETER.findall(compiled))))
    numbers = {name: f"${number}" for number, name in enumerate(names, 1)}
    return PARAMETER.sub(lambda found: "%" if found[0] == PERCENT else numbers[found[1]], compiled), names


def matching(ids: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """Return a condition on a column, and its parameters: `= :id` for one id, `= ANY(:ids)` for any other number.

    PostgreSQL keeps the plan of a statement with one id; with a list it plans again each time, which can take longer
    than the statement.
    """
    return ("= :id", {"id": ids[0]}) if len(ids) == 1 else ("= ANY(:ids)", {"ids": list(ids)})


def of_row(kind: Callable[..., Made], row: Any, /, **given: Any) -> Made:  # noqa: ANN401 - a result row
    """Return a value of a dataclass: each field is `given`, or the column of the result row with its name."""
    columns = row._asdict() | given
    return kind(**{each.name: columns[each.name] for each in fields(cast("Any", kind)) if each.name in columns})


KEY = "transaction"


@dataclass(frozen=True, slots=True)
class PendingBlock:
    """The header of the block that the commit appends; `content` replaces the SQL of what the block covers.

    With `any_instant` the block is sealed at `at`, not by the clock: in a rehearsal.
    """

    act_id: int
    jurisdiction_id: int
    act: str
    actor: str
    role: str
    business_date: date
    at: datetime
    request_id: str | None
    result: Mapping[str, Any]
    source: Mapping[str, Any]
    input_digest: str = ""
    known: str = ""
    entered_by: str = ""
    any_instant: bool = False
    content: str = ""


@dataclass(slots=True)
class Transaction:
    """What the functions of one transaction share: the block to append, and a cache of rows that do not change.

    `moved` is True after the first transition or seal; `entered_late` after a verdict on what was received long ago;
    `delivery_run` is the number of the delivery run that seals what this transaction changes; `sealing` is a note about
    the clock that sealed the block.
    With `clock_confirmed` the block may be sealed before the newest one, which then lies in the future.
    A transaction that `is_trial` is rolled back; outside the database it writes nothing either.
    `has_own_store` is True after the evidence folder was found to be that of the database.
    `tried` are values of settings that hold on every day in this transaction, which may only read.
    `grades` are those that the rows of a sheet were checked against, by year and day; none of its rows changes them.
    `began` are the days on which obligations began, by their id and the day of receipt, until one is reopened.
    `unmarked` is True while nothing is marked (4.7): there is nothing to read then.
    `unsaid` are names of files, by what stands for each (4.7).
    `entering` holds the nouns of what an act changes that is entered for an office, while it runs; None otherwise.
    `entered` are the acts of this transaction that others did in the name of an office, for the notice to it;
    `about` is the subject of the one that runs, if its result does not name it, `former` the addresses it replaced.
    `mail` is the received mail that it is about; None before it was looked up.
    `named` is the last answer sheet that was looked up, with what its code names.
    `departments` keeps looked-up rows alive, because a session holds its objects by weak references only.
    """

    connection: Connection | None = None
    driver: Any = None
    block: PendingBlock | None = None
    moved: bool = False
    entered_late: bool = False
    is_trial: bool = False
    has_own_store: bool = False
    delivery_run: int | None = None
    sealing: str = ""
    clock_confirmed: bool = False
    home: int | None = None
    rehearsal: bool | None = None
    unmarked: bool = False
    heirs: dict[int, int] | None = None
    entering: set[str] | None = None
    entered: list[Any] = field(default_factory=list)
    about: str = ""
    former: Sequence[str] = ()
    mail: Any = None
    named: Any = None
    departments: list[object] = field(default_factory=list)
    unsaid: dict[str, str] = field(default_factory=dict)
    tried: dict[str, Any] = field(default_factory=dict)
    grades: dict[tuple[int, date], Any] = field(default_factory=dict)
    due_dates: dict[int, date] = field(default_factory=dict)
    began: dict[tuple[int, date], date] = field(default_factory=dict)
    calendars: dict[int, WorkCalendar] = field(default_factory=dict)
    report_lines: dict[int, dict[str, Any]] = field(default_factory=dict)


def transaction(session: Session) -> Transaction:
    """Return the state of the session's transaction."""
    state: Transaction | None = session.info.get(KEY)
    if state is None:
        state = session.info[KEY] = Transaction()
    return state
