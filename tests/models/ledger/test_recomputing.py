"""When the calendar changes, open due dates follow it (rule 4); what is closed keeps its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql, Violations

NOTICE = {"notice_title": "国务院办公厅关于调整2026年4月放假安排的通知", "notice_number": "国办发明电〔2026〕9号"}
DAY_OFF = {"date": "2026-04-20", "kind": "holiday", "name": "调整", "notice_date": "2026-04-02", **NOTICE}
MAKEUP = {"date": "2026-04-18", "kind": "makeup_workday", "name": "调整", "notice_date": "2026-04-02", **NOTICE}
DUES = """
SELECT d.code, CAST(x.due AS text), o.due_version, o.state FROM obligation o
    JOIN department d ON d.id = o.department_id JOIN deadline x ON x.id = o.deadline_id ORDER BY d.code
"""


@pytest.fixture
def april(acting: Acting, departments: Make) -> Acting:
    """Two offices owe the first quarter's meeting by 22 April."""
    departments(2)
    acting.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    return acting.on("2026-04-03")


def test_an_open_due_date_moves_with_the_notice_and_is_a_new_due_version(april: Acting, sql: Sql) -> None:
    assert april.take("calendar", DAY_OFF).counts["moved"] == 2
    assert sql.rows(DUES) == [("D001", "2026-04-23", 2, "open"), ("D002", "2026-04-23", 2, "open")]


def test_it_moves_to_an_earlier_day_too(april: Acting, sql: Sql) -> None:
    april.take("calendar", MAKEUP)
    assert {due for _, due, _, _ in sql.rows(DUES)} == {"2026-04-21"}


def test_a_closed_duty_keeps_its_date_and_verdict(april: Acting, sql: Sql) -> None:
    april.meet("D001", "2026Q1", "2026-04-02")
    april.take("calendar", DAY_OFF)
    assert sql.rows(DUES)[0] == ("D001", "2026-04-22", 1, "discharged")


def test_the_old_date_and_the_reason_stay_on_record(april: Acting, sql: Sql, violations: Violations) -> None:
    april.take("calendar", DAY_OFF)
    (detail,) = sql.column("SELECT DISTINCT detail FROM transition WHERE event = 'moved'")
    assert (detail["from"], detail["to"]) == ("2026-04-22", "2026-04-23")
    assert "国办发明电〔2026〕9号" in detail["reason"]
    assert violations() == []


def test_each_office_is_told_once(april: Acting, sql: Sql) -> None:
    april.take("calendar", DAY_OFF)
    told = sql.rows("SELECT subject, audience, payload FROM notice WHERE kind = 'date_moved' ORDER BY subject")
    assert [(subject, audience) for subject, audience, _ in told] == [("D001", "office"), ("D002", "office")]
    assert told[0][2]["moved"] == [{"title": "2026年第一季度分析会", "from": "2026-04-22", "to": "2026-04-23"}]


def test_the_same_notice_again_moves_nothing(april: Acting, sql: Sql) -> None:
    april.take("calendar", DAY_OFF)
    assert april.take("calendar", DAY_OFF).counts["moved"] == 0
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'date_moved'") == 2


def test_a_notice_that_touches_no_open_date_moves_nothing(april: Acting) -> None:
    assert april.take("calendar", DAY_OFF | {"date": "2026-08-03"}).counts["moved"] == 0


def test_the_reminders_of_the_new_date_start_afresh(april: Acting, sql: Sql) -> None:
    april.system.on("2026-04-20").do("remind")
    april.on("2026-04-20").take("calendar", DAY_OFF | {"date": "2026-04-22"})
    april.system.on("2026-04-21").do("remind")
    occasions = sql.column("SELECT DISTINCT occasion FROM notice WHERE kind = 'reminder' ORDER BY 1")
    assert occasions == ["1|T-3", "2|T-3"]
