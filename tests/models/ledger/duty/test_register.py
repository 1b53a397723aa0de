"""Queries about obligations: the list, and the full history of one obligation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duties import title_of
from models.ledger.duty.register import (
    days_in_words,
    explain_obligation,
    list_obligations,
)
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Databases, Sql


def listed(day: str, **filters: Any) -> list[dict[str, Any]]:
    with begin() as session:
        return [item.as_json() for item in list_obligations(session, date.fromisoformat(day), **filters)]


@pytest.mark.usefixtures("march")
def test_each_obligation_has_title_debtor_and_due_date() -> None:
    assert listed("2026-03-05", department="D001") == [
        {
            "id": 1,
            "cycle": "monthly_check",
            "period": "2026-03",
            "department": "第001厅",
            "subject": "2026年3月月度检查",
            "clause": "3-6.1.1",
            "due": "2026-03-31",
            "provisional": False,
            "state": "open",
            "colour": "green",
            "days_left": 18,
        }
    ]


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("day", "colour", "left"),
    [("2026-03-25", "green", 4), ("2026-03-26", "yellow", 3), ("2026-03-31", "yellow", 0), ("2026-04-01", "red", -1)],
)
def test_colour_and_days_left_follow_the_date(day: str, colour: str, left: int) -> None:
    assert {(item["colour"], item["days_left"]) for item in listed(day)} == {(colour, left)}


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-03-26", "3个工作日"),
        ("2026-03-31", "0个工作日"),
        ("2026-04-01", "逾期1个工作日"),
        ("2026-04-06", "逾期3个工作日"),  # 清明节: no day is added
    ],
)
def test_the_time_left_is_given_in_working_days(day: str, words: str) -> None:
    with begin() as session:
        assert {days_in_words(item) for item in list_obligations(session, date.fromisoformat(day))} == {words}


def test_on_the_sunday_after_a_due_saturday_it_is_overdue_by_no_working_day_yet(march: Acting) -> None:
    march.on("2026-10-01").open("monthly_check", "2026-10")
    with begin() as session:
        assert {days_in_words(item) for item in list_obligations(session, date(2026, 11, 1), period="2026-10")} == {
            "逾期"
        }


def test_closed_obligations_are_grey_and_come_last(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    assert [(item["department"], item["colour"]) for item in listed("2026-04-01")] == [
        ("第002厅", "red"),
        ("第001厅", "grey"),
    ]


def test_the_list_is_filtered_by_department_cycle_period_number_and_overdue(march: Acting) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    day = "2026-04-02"
    assert len(listed(day)) == 4
    assert len(listed(day, department="第002厅")) == 2
    assert len(listed(day, kind="quarterly_meeting")) == 2
    assert len(listed(day, period="2026-03")) == 2
    assert len(listed(day, number=1)) == 1
    assert {item["period"] for item in listed(day, overdue=True)} == {"2026-03"}
    assert len(listed(day, limit=1)) == 1


def test_a_remediation_is_called_by_its_target_and_its_round(march: Acting) -> None:
    march.lists("T001", "进度滞后", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-30")
    march.do("declare_completion", target="T001", completed_on="2026-03-05", measures="已补建")
    march.do("file_feedback", target="T001", feedback="已完成")
    march.rechecks("T001", "否", new_limit="2026-04-30")
    kinds = {"remediation", "feedback", "limit_owed", "recheck_owed"}
    subjects = {item["subject"] for item in listed("2026-03-05") if item["cycle"] in kinds}
    assert subjects == {
        "明确整改时限“目标T001”",
        "整改“目标T001”",
        "整改反馈“目标T001”",
        "整改复查“目标T001”",
        "整改“目标T001”（第2轮）",
    }


def test_each_row_counts_its_lines_and_names_the_current_liaison(march: Acting) -> None:
    march.do("appoint_liaison", department="D001", name="王五", mobile="13800000000")
    march.report("D001", "2026-03", "T001", "T002")
    with begin() as session:
        rows = {item.row.code: item.row for item in list_obligations(session, date(2026, 3, 6))}
    assert (rows["D001"].lines, rows["D001"].reported, rows["D001"].liaison, rows["D001"].mobile) == (
        2, 2, "王五", "13800000000",
    )  # fmt: skip
    assert (rows["D002"].lines, rows["D002"].reported, rows["D002"].liaison) == (1, 0, None)


def test_the_list_is_fast_for_thousands_with_any_query_plan(
    databases: Databases, anyone: Acting, sql: Sql, crowd: str
) -> None:
    with databases.fresh("founded"):
        sql(crowd, n=2000)
        anyone.on("2026-03-01").open("monthly_check", "2026-03")
        sql("ANALYZE")
        assert len(listed("2026-03-05")) == 2000


def test_why_returns_the_proof_every_transition_and_every_notice(march: Acting) -> None:
    march.on("2026-04-01").report("D002", "2026-03", "T003")
    with begin() as session:
        shown = explain_obligation(session, 2, date(2026, 4, 1))
    assert shown["obligation"]["state"] == "discharged"
    assert shown["proof"]["rule"] == "month_end"
    assert [(step["act"], step["event"], step["actor"]) for step in shown["history"]] == [
        ("open_cycle", "opened", "系统"),
        ("submit_report", "discharge", "管理机构经办人"),
    ]
    assert [(notice["kind"], notice["audience"]) for notice in shown["notices"]] == [
        ("opened_monthly_check", "office"),
        ("result", "head"),
    ]


@pytest.mark.usefixtures("march")
def test_why_of_an_unknown_number_is_refused() -> None:
    with begin() as session, pytest.raises(Refused, match="没有编号为99的应办事项。查看：mubiao owed。"):
        explain_obligation(session, 99, date(2026, 3, 5))


def test_a_limited_list_returns_the_first_rows(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    with begin() as session:
        rows = [[item.row.code for item in list_obligations(session, march.day, limit=limit)] for limit in (1, 2)]
    assert rows == [["D002"], ["D002", "D001"]]


def test_an_inspection_is_called_by_its_number() -> None:
    assert title_of("inspection", "2026", None, 3) == "核查2026-3"


def test_a_duty_about_an_appeal_names_its_subject(unverified: Acting, sql: Sql) -> None:
    unverified.do("set_policy", key="appeal_answer_days", value=5, basis="黔目标办〔2026〕5号")
    unverified.do("lodge_appeal", kind="核查结果", key="2026-1/T001", ground="有误")
    number = sql.value("SELECT id FROM obligation WHERE kind = 'appeal_answer'")
    with begin() as session:
        assert explain_obligation(session, number, unverified.day)["appeal"] == "核查结果 2026-1/2026/T001"
