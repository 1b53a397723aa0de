"""What the database itself does not take: a second current sheet, a version or an objection twice, unknown words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import IntegrityError

from models.rules.errors import Unavailable
from tests.databases import story
from tests.models.ledger.appraisal.year import APPROVAL, objects, rows_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

COPY = """
INSERT INTO {table} ({columns}) SELECT {values} FROM {table} ORDER BY id LIMIT 1
"""
SHEET = "department_id, year, version, content, digest, total, state, drafted_on"
OBJECTION = "score_sheet_id, component, reason, raised_on, state, answer, answered_by, account, left_out, confirmed_by"
PAPER = "jurisdiction_id, year, serial, body, paper_number, paper_date, approved_on, reason, left_out"


def refused(sql: Sql, table: str, columns: str, **values: str) -> str:
    """Copy a row with other values; returns why the database refuses it. Nothing has changed."""
    before, names = rows_of(sql), columns.split(", ")
    selected = ", ".join(values.get(name, name) for name in names)
    with pytest.raises(Unavailable) as error:
        sql(COPY.format(table=table, columns=columns, values=selected))
    assert rows_of(sql) == before
    cause = error.value.__cause__
    assert isinstance(cause, IntegrityError)
    return str(cause.orig)


@pytest.fixture
@story
def approved(draft: Acting, sql: Sql) -> Acting:
    """D001 objected and was answered; the sheets are approved."""
    objects(draft, sql, team="漏计")
    answer: dict[str, Any] = {
        "department": "D001",
        "year": 2026,
        "component": "队伍建设",
        "answer": "不属实",
        "accepted": "否",
    }
    draft.on("2027-03-04").do("answer_score_objection", **answer)
    draft.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    return draft


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({}, "score_sheet"),
        ({"version": "2"}, "score_sheet_current"),
        ({"state": "'superseded'"}, "score_sheet_department_id_year_version_key"),
        ({"version": "2", "state": "'approved'"}, "is_scoresheetstate"),
        ({"version": "2", "state": "'superseded'", "department_id": "999999"}, "score_sheet_department_id_fkey"),
        ({"version": "2", "state": "'superseded'", "content": "NULL"}, "content"),
        ({"version": "2", "state": "'superseded'", "total": "NULL"}, "total"),
        ({"version": "2", "state": "'superseded'", "digest": "NULL"}, "digest"),
    ],
)
def test_a_department_has_one_current_sheet_of_a_year_and_each_version_once(
    approved: Acting, sql: Sql, values: dict[str, str], constraint: str
) -> None:
    assert approved.day.year == 2027
    assert constraint in refused(sql, "score_sheet", SHEET, **values)


def test_a_superseded_version_next_to_the_current_one_is_taken(approved: Acting, sql: Sql) -> None:
    assert approved.day.year == 2027
    values = SHEET.replace("version", "7").replace("state", "'superseded'")
    assert sql(COPY.format(table="score_sheet", columns=SHEET, values=values)) == 1


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({}, "score_objection_score_sheet_id_component_key"),
        ({"component": "'survey'"}, "is_component"),
        ({"component": "'functional'", "state": "'open'"}, "is_scoreobjectionstate"),
        ({"component": "'functional'", "score_sheet_id": "999999"}, "score_objection_score_sheet_id_fkey"),
        ({"component": "'functional'", "reason": "NULL"}, "reason"),
    ],
)
def test_a_line_of_a_sheet_is_objected_to_once(
    approved: Acting, sql: Sql, values: dict[str, str], constraint: str
) -> None:
    assert approved.day.year == 2027
    assert constraint in refused(sql, "score_objection", OBJECTION, **values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({}, "appraisal_jurisdiction_id_year_serial_key"),
        ({"serial": "2", "jurisdiction_id": "999999"}, "appraisal_jurisdiction_id_fkey"),
        ({"serial": "2", "paper_number": "NULL"}, "paper_number"),
        ({"serial": "2", "left_out": "NULL"}, "left_out"),
    ],
)
def test_a_year_has_each_paper_once(approved: Acting, sql: Sql, values: dict[str, str], constraint: str) -> None:
    assert approved.day.year == 2027
    assert constraint in refused(sql, "appraisal", PAPER, **values)


@pytest.mark.parametrize("table", ["score_sheet", "appraisal"])
def test_what_others_refer_to_is_not_deleted(approved: Acting, sql: Sql, table: str) -> None:
    assert approved.day.year == 2027
    with pytest.raises(Unavailable) as error:
        sql(f"DELETE FROM {table}")  # noqa: S608 - the parameters above
    assert "foreign key" in str(error.value.__cause__)
    assert sql.value(f"SELECT count(*) FROM {table}") > 0  # noqa: S608 - the parameters above
