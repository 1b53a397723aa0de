"""When the calendar changes, open due dates follow it (rule 4); closed obligations keep their result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.rules.cycles import RULES

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql, Statements, Violations

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


def test_an_open_duty_keeps_its_number_of_days_when_the_rule_has_another(
    april: Acting, sql: Sql, monkeypatch: pytest.MonkeyPatch, violations: Violations
) -> None:
    monkeypatch.setitem(RULES, "quarter_end_15", replace(RULES["quarter_end_15"], n=20))
    april.take("calendar", DAY_OFF)
    assert {due for _, due, _, _ in sql.rows(DUES)} == {"2026-04-23"}
    assert {*sql.column("SELECT proof ->> 'words' FROM deadline")} == {"季度结束后15个工作日内"}
    assert violations() == []


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


def test_each_office_is_notified_once(april: Acting, sql: Sql) -> None:
    april.take("calendar", DAY_OFF)
    listed = sql.rows("SELECT subject, audience, payload FROM notice WHERE kind = 'date_moved' ORDER BY subject")
    assert [(subject, audience) for subject, audience, _ in listed] == [("D001", "office"), ("D002", "office")]
    assert listed[0][2]["moved"] == [{"title": "2026年第一季度分析会", "from": "2026-04-22", "to": "2026-04-23"}]


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


# A due date that would lie behind today

KEPT = """
SELECT DISTINCT x.due::text, x.proof ->> 'computed', x.source, o.state FROM obligation o
    JOIN deadline x ON x.id = o.deadline_id ORDER BY 1
"""


def test_a_due_date_that_would_move_behind_today_becomes_todays(
    april: Acting, sql: Sql, violations: Violations
) -> None:
    moved = april.on("2026-04-22").take("calendar", MAKEUP)
    assert sql.rows(KEPT) == [("2026-04-22", "2026-04-21", "不早于2026-04-22", "open")]
    assert moved.data["moved"] == []  # it was due today, and still is
    april.on("2026-05-06").take("calendar", DAY_OFF | {"date": "2026-08-03", "notice_number": "国办发明电〔2026〕10号"})
    assert sql.rows(KEPT) == [("2026-04-22", "2026-04-21", "不早于2026-04-22", "open")]
    assert violations() == []


def test_a_meeting_kept_at_today_is_in_time_today_and_overdue_tomorrow(
    april: Acting, sql: Sql, violations: Violations
) -> None:
    moved = april.on("2026-04-21").take("calendar", MAKEUP, MAKEUP | {"date": "2026-04-12"})
    assert "2项在办事项的期限随之调整。其中2项按新安排推算的期限已过，以今日为期限" in moved.words
    assert {(each["from"], each["to"], each["computed"]) for each in moved.data["moved"]} == {
        ("2026-04-22", "2026-04-21", "2026-04-20")
    }
    details = sql.column("SELECT detail - 'reason' FROM transition WHERE event = 'moved'")
    assert details == [{"from": "2026-04-22", "to": "2026-04-21", "computed": "2026-04-20"}] * 2
    assert april.on("2026-04-21").meet("D001", "2026Q1", "2026-04-21").counts["late"] == 0
    assert april.on("2026-04-22").meet("D002", "2026Q1", "2026-04-22").counts["late"] == 1
    assert violations() == []


def test_what_was_overdue_before_moves_by_the_rule(april: Acting, sql: Sql) -> None:
    april.on("2026-04-23").take("calendar", MAKEUP)
    assert sql.rows(KEPT) == [("2026-04-21", None, "", "open")]


def test_a_kept_day_is_not_lost_by_the_next_notice_and_a_later_day_by_the_rule_counts(
    april: Acting, sql: Sql, violations: Violations
) -> None:
    april.on("2026-04-21").take("calendar", MAKEUP, MAKEUP | {"date": "2026-04-12"})
    unrelated = DAY_OFF | {"date": "2026-08-03", "notice_number": "国办发明电〔2026〕10号"}
    april.on("2026-05-06").take("calendar", unrelated)
    assert sql.rows(KEPT) == [("2026-04-21", "2026-04-20", "不早于2026-04-21", "open")]
    several = [DAY_OFF | {"date": f"2026-04-{day}", "notice_number": "国办发明电〔2026〕11号"} for day in (13, 14, 15)]
    april.on("2026-05-07").take("calendar", *several)
    assert sql.rows(KEPT) == [("2026-04-23", None, "", "open")]
    assert violations() == []


# What a notice changes without moving the day

OFF = "01-01 02-08 02-09 02-10 02-11 04-05 05-03 05-04 06-09 09-15 10-01 10-04 10-05"
YEARLY = {"notice_title": "国务院办公厅关于2027年部分节假日安排的通知", "notice_number": "国办发明电〔2026〕12号"}
NEXT_YEAR = [
    {"date": f"2027-{day}", "kind": "holiday", "name": "放假", "notice_date": "2026-12-10", **YEARLY}
    for day in OFF.split()
]
WORKED = [
    {**NEXT_YEAR[0], "date": "2027-10-06"},
    {**NEXT_YEAR[0], "date": "2027-01-09", "kind": "makeup_workday"},
]
AIMED = """
SELECT DISTINCT x.due::text, x.target::text, x.provisional
FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = :kind
"""
FIRM = """
SELECT DISTINCT x.due::text, x.provisional, o.due_version, o.reminded
FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = :kind
"""


def test_a_confirmed_provisional_date_becomes_firm_without_a_notice(
    acting: Acting, departments: Make, sql: Sql, violations: Violations
) -> None:
    departments(2)
    acting.on("2027-01-01").open("quarterly_meeting", "2026Q4")
    acting.on("2027-01-19").system.do("remind")
    assert sql.rows(FIRM, kind="quarterly_meeting") == [("2027-01-22", True, 1, -3)]
    assert acting.on("2027-01-19").take("calendar", *NEXT_YEAR).counts["moved"] == 0
    assert sql.rows(FIRM, kind="quarterly_meeting") == [("2027-01-22", False, 1, -3)]
    confirmed = sql.rows("SELECT from_state, detail - 'reason' FROM transition WHERE event = 'confirmed'")
    assert confirmed == [("open", {})] * 2
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'date_moved'") == 0
    assert violations() == []


def test_a_date_set_by_a_document_keeps_the_words_of_its_proof(march: Acting, sql: Sql, violations: Violations) -> None:
    november = march.on("2026-11-20")
    november.do("register_year_end_notice", year=2026, number="31号", requirements="备齐原件", due="2027-01-09")
    march.on("2026-12-01").open("year_end_check", "2026")
    march.on("2026-12-11").take("calendar", *NEXT_YEAR, *WORKED)
    assert sql.rows(AIMED, kind="year_end_check") == [("2027-01-09", "2027-01-09", False)]
    proofs = sql.rows("SELECT source, proof -> 'notice', proof ->> 'words' FROM deadline WHERE source <> ''")
    assert proofs == [proofs[0]] * 2
    assert violations() == []


def test_the_target_day_of_a_fixed_date_follows_the_notice_without_a_notice(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    march.on("2026-12-01").open("year_end_check", "2026")
    assert sql.rows(AIMED, kind="year_end_check") == [("2027-01-10", "2027-01-08", False)]
    assert march.on("2026-12-11").take("calendar", *NEXT_YEAR, *WORKED).counts["moved"] == 0
    assert sql.rows(AIMED, kind="year_end_check") == [("2027-01-10", "2027-01-09", False)]
    assert sql.value("SELECT count(*) FROM transition WHERE event = 'confirmed'") == 2
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'date_moved'") == 0
    assert violations() == []


def test_a_fixed_date_with_the_same_target_day_is_unchanged(march: Acting, sql: Sql) -> None:
    march.on("2026-12-01").open("year_end_check", "2026")
    march.on("2026-12-11").take("calendar", *NEXT_YEAR)
    assert sql.value("SELECT count(*) FROM transition WHERE event = 'confirmed'") == 0


def test_an_office_with_several_moved_dates_gets_one_notice(march: Acting, sql: Sql) -> None:
    july = march.on("2026-07-01")
    july.open("quarterly_meeting", "2026Q2")
    july.open("mid_year_review", "2026H1")
    moved = july.take("calendar", DAY_OFF | {"date": "2026-07-13", "notice_date": "2026-07-01"}).data["moved"]
    titles = ["2026年上半年讲评", "2026年第二季度分析会"]
    assert [(item["department"], item["title"]) for item in moved] == [
        (f"第00{n}厅", title) for n in (1, 2) for title in titles
    ]
    (listed, _) = sql.column("SELECT payload -> 'moved' FROM notice WHERE kind = 'date_moved' ORDER BY subject")
    assert listed == [{"title": title, "from": "2026-07-21", "to": "2026-07-22"} for title in titles]


def test_a_remediation_is_named_by_its_target_and_its_round(march: Acting, sql: Sql) -> None:
    march.on("2026-04-03").lists("T001", "进度滞后", "2026-04-02")
    march.on("2026-04-03").do("set_limit", target="T001", limit="2026-04-30")
    march.on("2026-04-16").do("declare_completion", target="T001", completed_on="2026-04-16", measures="已补建")
    march.on("2026-04-17").take("calendar", DAY_OFF)
    (listed,) = sql.column("SELECT payload -> 'moved' FROM notice WHERE kind = 'date_moved'")
    assert listed == [{"title": "整改反馈“目标T001”", "from": "2026-04-23", "to": "2026-04-24"}]


def test_recomputing_takes_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    works = {
        "open": lambda acting, _sql: acting.on("2026-04-01").open("quarterly_meeting", "2026Q1"),
        "move": lambda acting, _sql: acting.on("2026-04-03").take("calendar", DAY_OFF),
    }
    assert statements(10, works) == statements(2000, works)
