"""创新项目评选: what the tables themselves refuse (1-2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.rules.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Acting, Sql

HOME = "(SELECT jurisdiction_id FROM department WHERE code = 'D001')"
UNIT = "(SELECT id FROM department WHERE code = 'D001')"
TIE = f"""
INSERT INTO juror_tie (juror_id, department_id, reason, declared_on)
SELECT id, {UNIT}, '曾任职', date '2026-10-12' FROM juror
"""  # noqa: S608 - own words
PAPER = {"paper_number": "'1号'", "paper_date": "date '2026-10-10'", "recorded_on": "date '2026-10-10'"}
ROWS: dict[str, dict[str, str]] = {
    "department_rank": {
        "department_id": UNIT, "serial": "1", "rank": "'deputy'", "since": "date '2018-12-01'", **PAPER,
    },
    "innovation_call": {
        "jurisdiction_id": HOME, "year": "2026", "serial": "1", "opens_on": "date '2026-10-12'",
        "closes_on": "date '2026-10-30'", "reason": "''", **PAPER,
    },
    "innovation_project": {
        "jurisdiction_id": HOME, "year": "2026", "number": "1", "department_id": UNIT, "name": "'一次办'",
        "content": "'办'", "management": "'direct'", "paper_number": "'1号'", "paper_date": "date '2026-10-12'",
        "applied_on": "date '2026-10-12'", "state": "'applied'", "reason": "''",
    },
    "juror": {
        "jurisdiction_id": HOME, "name": "'陈一'", "unit": "'贵州大学'", "position": "''",
        "registered_on": "date '2026-10-12'",
    },
    "innovation_round": {
        "jurisdiction_id": HOME, "year": "2026", "stage": "'expert'", "serial": "1", "held_on": "date '2026-11-05'",
        "place": "''", "jurors": "'[]'", "votes": "'{}'", "results": "'{}'", "reason": "''", **PAPER,
    },
    "innovation": {
        "department_id": UNIT, "year": "2026", "serial": "1", "prize": "'first'", "project": "'一次办'",
        "reason": "''", **PAPER,
    },
}  # fmt: skip


def insert(sql: Sql, table: str, **change: str) -> int:
    row = ROWS[table] | change
    return sql(f"INSERT INTO {table} ({', '.join(row)}) SELECT {', '.join(row.values())}")


def broken(write: Callable[[], object]) -> str:
    """What the database says of the constraint that a statement breaks."""
    with pytest.raises(Unavailable) as error:
        write()
    return str(error.value.__cause__)


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("department_rank", {"rank": "'厅级'"}, "is_rank"),
        ("department_rank", {"department_id": "999999"}, "foreign key constraint"),
        ("innovation_call", {"jurisdiction_id": "999999"}, "foreign key constraint"),
        ("innovation_call", {"closes_on": "NULL"}, "not-null constraint"),
        ("innovation_project", {"management": "'other'"}, "is_management"),
        ("innovation_project", {"rank": "'副厅级'"}, "is_rank"),
        ("innovation_project", {"state": "'第一'"}, "is_projectstate"),
        ("innovation_project", {"department_id": "999999"}, "foreign key constraint"),
        ("innovation_project", {"name": "NULL"}, "not-null constraint"),
        ("juror", {"unit": "NULL"}, "not-null constraint"),
        ("innovation_round", {"stage": "'final'"}, "is_stage"),
        ("innovation_round", {"votes": "NULL"}, "not-null constraint"),
        ("innovation", {"prize": "'grand'"}, "is_prize"),
        ("innovation", {"rank": "'none'"}, "is_rank"),
    ],
)
def test_a_value_outside_its_list_or_a_missing_one_is_refused(
    march: Acting, sql: Sql, table: str, change: dict[str, str], told: str
) -> None:
    assert march.day.year == 2026
    assert insert(sql, table) == 1
    sql(f"DELETE FROM {table}")  # noqa: S608 - own words
    assert told in broken(lambda: insert(sql, table, **change))


@pytest.mark.parametrize(
    ("table", "another"),
    [
        ("department_rank", {"serial": "2"}),
        ("innovation_call", {"serial": "2"}),
        ("innovation_project", {"number": "2", "name": "'二次办'"}),
        ("juror", {"name": "'陈二'"}),
        ("innovation_round", {"stage": "'on_site'"}),
        ("innovation", {"serial": "2"}),
    ],
)
def test_a_key_is_given_once(march: Acting, sql: Sql, table: str, another: dict[str, str]) -> None:
    assert march.day.year == 2026
    insert(sql, table)
    assert "duplicate key" in broken(lambda: insert(sql, table))
    assert insert(sql, table, **another) == 1


def test_a_unit_has_one_project_of_a_name_unless_it_was_withdrawn(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    insert(sql, "innovation_project")
    assert "innovation_project_once" in broken(lambda: insert(sql, "innovation_project", number="2"))
    sql("UPDATE innovation_project SET state = 'withdrawn'")
    assert insert(sql, "innovation_project", number="2") == 1
    assert insert(sql, "innovation_project", number="1", year="2027") == 1


def test_a_juror_has_one_tie_to_a_unit(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    insert(sql, "juror")
    assert sql(TIE) == 1
    assert "duplicate key" in broken(lambda: sql(TIE))
