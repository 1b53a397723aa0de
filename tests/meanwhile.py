"""What happens meanwhile: acts at the same time, statements counted, rows read."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from models import database as bound
from models.database import begin, bind, engine, unbind
from models.rules.errors import MubiaoError
from models.statements import run
from tests.acting import Acting
from tests.databases import Databases, Sql

Impatient = Callable[..., None]
Together = Callable[..., list[Any]]
Meanwhile = Callable[[str, Callable[[], Any]], None]
Statements = Callable[..., dict[str, int]]
Reads = Callable[..., list[int]]


@pytest.fixture
def together() -> Together:
    """Runs functions of a session at the same time, each in a separate transaction; returns their results or errors."""

    def at_once(*works: Callable[[Session], Any]) -> list[Any]:
        barrier = Barrier(len(works))

        def one(work: Callable[[Session], Any]) -> Any:
            try:
                with begin() as session:
                    run(session, "SELECT 1")
                    barrier.wait(30)
                    return work(session)
            except MubiaoError as error:
                return error

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(one, works))

    return at_once


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[Impatient]:
    """`impatient(lock_timeout="100ms")`: bind the same database again with shorter timeouts, for this test only."""

    def shorten(**limits: str) -> None:
        url = engine().url.render_as_string(hide_password=False)
        options = "".join(f" -c {name}={value}" for name, value in limits.items())
        monkeypatch.setattr(bound, "LIMITS", f"{bound.LIMITS}{options}")
        unbind()
        bind(url)

    yield shorten
    unbind()


@pytest.fixture
def meanwhile() -> Iterator[Meanwhile]:
    """`meanwhile("UPDATE obligation", act)`: run `act` just before the next statement that contains these words."""
    stop: list[Callable[[], None]] = []
    missed: list[str] = []

    def arrange(words: str, happens: Callable[[], Any]) -> None:
        waiting = [happens]
        missed.append(words)

        def watch(_c: Any, _r: Any, statement: str, *_more: Any) -> None:
            if waiting and words in statement:
                missed.remove(words)
                waiting.pop()()

        event.listen(engine(), "before_cursor_execute", watch)
        stop.append(lambda: event.remove(engine(), "before_cursor_execute", watch))

    yield arrange
    for each in stop:
        each()
    assert missed == []  # without the statement the test would prove nothing


@contextmanager
def counting() -> Iterator[list[int]]:
    """Counts statements, each parameter set of an executemany as one; the only item of the list is the count."""
    total = [0]

    def count(_c: Any, _r: Any, _statement: str, params: Any, _context: Any, executemany: Any) -> None:
        total[0] += len(params) if executemany else 1

    event.listen(engine(), "before_cursor_execute", count)
    try:
        yield total
    finally:
        event.remove(engine(), "before_cursor_execute", count)


@contextmanager
def executed() -> Iterator[list[str]]:
    """Keeps the statements that are executed."""
    kept: list[str] = []

    def keep(_c: Any, _r: Any, statement: str, *_more: Any) -> None:
        kept.append(statement)

    event.listen(engine(), "before_cursor_execute", keep)
    try:
        yield kept
    finally:
        event.remove(engine(), "before_cursor_execute", keep)


@contextmanager
def inserted(table: str) -> Iterator[list[int]]:
    """Counts statements that insert into a table; the only item of the list is the count."""
    total = [0]

    def count(_c: Any, _r: Any, statement: str, params: Any, _context: Any, executemany: Any) -> None:
        if f"INSERT INTO {table} " in statement:
            total[0] += len(params) if executemany else 1

    event.listen(engine(), "before_cursor_execute", count)
    try:
        yield total
    finally:
        event.remove(engine(), "before_cursor_execute", count)


CROWD = """
WITH d AS (INSERT INTO department (jurisdiction_id, code, name, short_name, is_agency)
        SELECT j.id, 'D' || lpad(n::text, 5, '0'), '部门' || n, '', false FROM jurisdiction j, generate_series(1, :n) n
        WHERE j.go_live IS NOT NULL RETURNING id, jurisdiction_id, code),
    o AS (INSERT INTO office (department_id, email, wecom_robot) SELECT id, '', '' FROM d),
    t AS (INSERT INTO target (jurisdiction_id, year, code, name, requirement, source_document, key_project, unit,
            parent_code, parent_name, parent_unit, division, paper_number, issued_on, version)
        SELECT d.jurisdiction_id, 2026, concat_ws('-', d.code, k), '目标', '', '', k = 1, '', '', '', '', '', '',
            '2026-02-27', 1 FROM d, generate_series(1, 2) k RETURNING id, code)
INSERT INTO target_department (target_id, department_id, position)
SELECT t.id, d.id, 0 FROM t JOIN d ON d.code = split_part(t.code, '-', 1)
"""


@pytest.fixture
def crowd() -> str:
    """SQL that inserts `:n` departments leading two targets each, one a key project, bypassing the ledger."""
    return CROWD


@pytest.fixture
def statements(databases: Databases, pytestconfig: pytest.Config) -> Statements:
    """`statements(2000, {"remind": work})`: returns how many statements each work executes, in turn, in that crowd.

    Without `--all` a crowd has 400 departments at most.
    """

    def measure(n: int, works: dict[str, Callable[[Acting, Sql], Any]]) -> dict[str, int]:
        counts = {}
        with databases.fresh("founded"):
            Sql()(CROWD, n=n if pytestconfig.option.everything else min(n, 400))
            for name, work in works.items():
                with counting() as total:
                    work(Acting(), Sql())
                counts[name] = total[0]
        return counts

    return measure


READ = "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_xact_user_tables"


@pytest.fixture
def reads(databases: Databases) -> Reads:
    """`reads(1000, act, …)`: returns how many rows each act of a session reads, in turn, in that crowd.

    The statistics are older than the crowd, so the planner assumes empty tables, as in a fresh installation.
    """

    def measure(n: int, *acts: Callable[[Session], Any]) -> list[int]:
        counts = []
        with databases.fresh("founded"):
            Sql()("ANALYZE")
            Sql()(CROWD, n=n)
            for each in acts:
                with begin() as session:
                    before = run(session, READ).scalar_one()
                    each(session)
                    counts.append(int(run(session, READ).scalar_one() - before))
        return counts

    return measure
