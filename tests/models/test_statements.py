"""`run`: one SQL statement straight to the driver, with SQLAlchemy's results, listeners and errors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DataError, IntegrityError, NoResultFound, OperationalError, ProgrammingError
from sqlmodel import Session

from models.database import begin, engine
from models.rules.errors import Unavailable
from models.statements import matching, run, transaction

if TYPE_CHECKING:
    from tests.conftest import Sql


KILL = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.mark.usefixtures("founded")
def test_a_row_has_its_columns_by_name_and_by_position() -> None:
    with begin() as session:
        row = run(session, "SELECT 1 AS number, '甲' AS name, NULL AS nothing").one()
    assert (row.number, row.name, row.nothing) == tuple(row) == (1, "甲", None)
    assert row._mapping == {"number": 1, "name": "甲", "nothing": None}


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize(
    ("sql_type", "value"),
    [
        ("date", date(2026, 2, 28)),
        ("numeric", Decimal("33.50")),
        ("text", "含有:冒号、%百分号和'引号"),
        ("int[]", [3, 1, 2]),
        ("text[]", ["甲", "", "乙,丙"]),
        ("bool", True),
        ("text", None),
    ],
)
def test_a_value_comes_back_as_it_was_given(sql_type: str, value: Any) -> None:
    with begin() as session:
        assert run(session, f"SELECT CAST(:value AS {sql_type})", value=value).scalar_one() == value


@pytest.mark.usefixtures("founded")
def test_a_value_may_stand_twice_and_a_percent_sign_stays() -> None:
    with begin() as session:
        row = run(session, "SELECT :a || '%' || :a || '%(a)s', 7 % :b", a="甲", b=4, unused=1).one()
    assert tuple(row) == ("甲%甲%(a)s", 3)


@pytest.mark.usefixtures("founded")
def test_json_comes_back_as_data() -> None:
    with begin() as session:
        assert run(session, """SELECT jsonb_build_object('a', ARRAY[1, 2])""").scalar_one() == {"a": [1, 2]}


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize(
    ("rows", "first", "scalars"), [(0, None, []), (1, 1, [1]), (3, 1, [1, 2, 3])], ids=["none", "one", "several"]
)
def test_a_result_is_read_in_the_usual_ways(rows: int, first: int | None, scalars: list[int]) -> None:
    counted = "SELECT n FROM generate_series(1, :rows) n ORDER BY n"
    with begin() as session:
        found = [run(session, counted, rows=rows) for _ in range(4)]
    assert (found[0].scalar(), found[1].scalars().all(), [row.n for row in found[2]]) == (first, scalars, scalars)
    assert [dict(row) for row in found[3].mappings()] == [{"n": number} for number in scalars]


@pytest.mark.usefixtures("founded")
def test_one_row_is_required_where_one_is_asked_for() -> None:
    with begin() as session, pytest.raises(NoResultFound):
        run(session, "SELECT 1 WHERE false").one()


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("SELECT 1", 1),
        ("SELECT 1 WHERE false", 0),
        ("SELECT n FROM generate_series(1, 3) n", 3),
        ("UPDATE jurisdiction SET name = name WHERE false", 0),
    ],
)
def test_the_number_of_rows_is_known_with_and_without_a_result(statement: str, count: int) -> None:
    with Session(engine()) as session:
        assert run(session, statement).rowcount == count


def test_the_number_of_changed_rows_is_known(founded: str, departments: Any, sql: Sql) -> None:
    assert founded
    departments(2)
    with begin() as session:
        changed = run(session, "UPDATE department SET short_name = '厅'").rowcount
    assert changed == sql.value("SELECT count(*) FROM department WHERE short_name = '厅'") >= 2


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("SELECT * FROM no_such_table", ProgrammingError),
        ("SELECT 1 / 0", DataError),
        ("INSERT INTO department DEFAULT VALUES", IntegrityError),
        (KILL, OperationalError),
    ],
)
def test_an_error_is_raised_as_sqlalchemy_raises_it_without_the_parameters(
    statement: str, kind: type[Exception]
) -> None:
    with Session(engine()) as session, pytest.raises(kind) as error:
        run(session, f"WITH q AS (SELECT CAST(:word AS text)) {statement}", word="geheim")
    assert "geheim" not in str(error.value)


@pytest.mark.usefixtures("founded")
def test_a_statement_that_the_driver_has_prepared_gives_the_same_rows_counts_and_errors() -> None:
    divided = "SELECT 12 / :by AS part, CAST(:day AS date) AS day, '甲' AS name FROM generate_series(1, :rows)"
    with begin() as session:
        found = [
            (result.rowcount, [tuple(row) for row in result])
            for rows in [2] * 8
            for result in [run(session, divided, by=3, day=date(2026, 2, 28), rows=rows)]
        ]
        changed = [run(session, "UPDATE jurisdiction SET name = name").rowcount for _ in range(8)]
        empty = [run(session, "UPDATE jurisdiction SET name = name WHERE false").rowcount for _ in range(8)]
        with pytest.raises(DataError) as error:
            run(session, divided, by=0, day=date(2026, 2, 28), rows=2)
        session.rollback()
    assert found == [(2, [(4, date(2026, 2, 28), "甲")] * 2)] * 8
    assert (len(set(changed)), empty) == (1, [0] * 8)
    assert "2026-02-28" not in str(error.value)


@pytest.mark.usefixtures("founded")
def test_a_connection_that_was_lost_in_a_prepared_statement_is_not_used_again(sql: Sql) -> None:
    ending = "SELECT CASE WHEN :end THEN pg_terminate_backend(pg_backend_pid()) END"
    with pytest.raises(Unavailable), begin() as session:
        [run(session, ending, end=number == 8) for number in range(9)]
    assert sql.value("SELECT 1") == 1


@pytest.mark.usefixtures("founded")
def test_a_connection_that_was_lost_is_not_used_again(sql: Sql) -> None:
    with pytest.raises(Unavailable), begin() as session:
        run(session, KILL)
    assert sql.value("SELECT 1") == 1


@pytest.mark.usefixtures("founded")
def test_a_listener_to_statements_hears_each_one_before_it_runs() -> None:
    received: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, params: Any, *_more: Any) -> None:
        received.append(f"{statement} {params}")

    event.listen(engine(), "before_cursor_execute", listen)
    try:
        with Session(engine()) as session, pytest.raises(DataError):
            run(session, "SELECT 1 / :zero", zero=0)
    finally:
        event.remove(engine(), "before_cursor_execute", listen)
    assert received == ["SELECT 1 / $1 {'zero': 0}"]


@pytest.mark.usefixtures("founded")
def test_all_statements_of_a_transaction_use_one_connection() -> None:
    with begin() as session:
        first, second = (run(session, "SELECT pg_backend_pid()").scalar_one() for _ in range(2))
        assert first == second == transaction(session).driver.info.backend_pid


@pytest.mark.parametrize(
    ("ids", "condition", "params"),
    [
        ([7], "= :id", {"id": 7}),
        ([], "= ANY(:ids)", {"ids": []}),
        ((7, 8), "= ANY(:ids)", {"ids": [7, 8]}),
    ],
)
def test_one_id_has_a_condition_of_its_own(ids: Any, condition: str, params: dict[str, Any]) -> None:
    assert matching(ids) == (condition, params)


@pytest.mark.usefixtures("founded")
def test_both_conditions_find_the_same_rows(departments: Any, sql: Sql) -> None:
    departments(3)
    numbers = sql.column("SELECT id FROM department ORDER BY id")
    for ids in ([], numbers[:1], numbers[1:]):
        condition, params = matching(ids)
        with begin() as session:
            found = run(session, f"SELECT id FROM department WHERE id {condition} ORDER BY id", **params)  # noqa: S608 - constants
            assert found.scalars().all() == ids


def test_a_session_has_one_state_and_another_session_has_its_own() -> None:
    first, second = Session(), Session()
    transaction(first).due_dates[1] = date(2026, 1, 1)
    assert transaction(first) is transaction(first)
    assert transaction(second).due_dates == {}


def test_a_new_state_has_no_block_and_no_moves() -> None:
    state = transaction(Session())
    assert (state.block, state.moved, state.home, state.heirs) == (None, False, None, None)


def test_what_one_transaction_tries_and_grades_no_other_one_sees() -> None:
    first, second = Session(), Session()
    transaction(first).tried["unit_classes"] = ["甲类"]
    transaction(first).grades[2026, date(2027, 3, 1)] = {"D001": "一等奖"}
    assert (transaction(second).tried, transaction(second).grades) == ({}, {})
