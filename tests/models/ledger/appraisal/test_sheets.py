"""The sheets that are kept, next to those that the ledger gives now (1-8.1, A53)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import IntegrityError

from models.database import begin
from models.ledger.appraisal.sheets import Computed, computed_sheets, current_sheets, differs, lacks_in_words
from models.rules.errors import Unavailable
from tests.conftest import counting
from tests.databases import story
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, objects, rows_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


DAY = date(2027, 3, 1)


def computed(day: date = DAY) -> dict[str, Computed]:
    with begin() as session:
        return {each.code: each for each in computed_sheets(session, 2026, day).values()}


def test_the_ledger_gives_the_same_sheet_on_every_day_after_the_cut_off(rated: Acting) -> None:
    assert rated.day == DAY
    assert computed() == computed(date(2028, 1, 1))
    assert computed()["D001"].total == Decimal("94.1")


def test_without_a_cut_off_day_there_is_none(rated: Acting, sql: Sql) -> None:
    assert rated.day == DAY
    sql("DELETE FROM policy WHERE key = 'appraisal_cut_off'")
    assert computed() == {}


def test_a_kept_sheet_differs_from_another_one_and_from_none(draft: Acting) -> None:
    with begin() as session:
        kept, now = current_sheets(session, 2, 2026), computed_sheets(session, 2026, DAY)
    assert [differs(row, now[number]) for number, row in kept.items()] == [False, False]
    assert all(differs(row, None) for row in kept.values())
    mark(draft, "70")
    assert [differs(row, computed()[row.code]) for row in kept.values()] == [True, False]


def test_only_the_last_version_is_current(draft: Acting, sql: Sql) -> None:
    mark(draft, "70")
    draft.do("draft_appraisal", year=2026, due="2027-03-09")
    assert sql.value("SELECT count(*) FROM score_sheet") == 3
    with begin() as session, counting() as asked:
        assert [row.version for row in current_sheets(session, 2, 2026).values()] == [2, 1]
    assert asked[0] == 1


def test_what_sheets_lack_is_said_once_for_each() -> None:
    lacking = Computed(1, "D001", "第001厅", "", None, ("甲", "乙"))
    whole = Computed(2, "D002", "第002厅", "", Decimal(1), ())
    assert lacks_in_words([lacking, whole]) == "第001厅（甲等）"
    assert lacks_in_words([]) == "该部门没有该年度的得分"


COPY = """
INSERT INTO {table} ({columns}) SELECT {values} FROM {table} ORDER BY id LIMIT 1
"""
SHEET = "department_id, year, version, content, digest, total, state, drafted_on, facts"
OBJECTION = "score_sheet_id, component, reason, raised_on, state, answer, answered_by, account, left_out, confirmed_by"
PAPER = "jurisdiction_id, year, serial, body, paper_number, paper_date, approved_on, reason, left_out, facts"


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
        ({"component": "'survey'"}, "is_contested"),
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
