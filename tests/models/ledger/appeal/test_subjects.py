"""申诉事项: the subject is found by kind and key; only an entry, or the finding behind it, has clocks (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.reforming import NOT_YOURS, reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

FINDING = {"kind": "核查结果", "key": "2026-1/T001"}
APPEALS = "SELECT subject_kind, subject_key, number, state FROM appeal ORDER BY id"
DUTY = "SELECT state FROM obligation WHERE kind = 'remediation'"
KEYS = "SELECT DISTINCT record_key FROM transition WHERE record = 'appeal'"


def test_an_appeal_against_a_finding_has_kind_and_key_and_tells_the_agency(unverified: Acting, sql: Sql) -> None:
    done = unverified.office("D001").do("lodge_appeal", **FINDING, ground="资料齐全，可以核实")
    assert done.words == "已对核查2026-1对“目标T001”的核查结果提出申诉，待管理机构受理。"
    assert sql.rows(APPEALS) == [("finding", "2026-1/2026/T001", 1, "lodged")]
    assert sql.column(KEYS) == ["2026|T001|finding|2026-1/2026/T001|1"]
    payload = sql.value("SELECT payload FROM notice WHERE kind = 'appeal_lodged'")
    assert (payload["kind"], payload["key"]) == ("核查结果", "2026-1/2026/T001")
    detail = sql.value("SELECT detail FROM transition WHERE record = 'appeal'")
    assert detail == {"kind": "核查结果", "key": "2026-1/2026/T001", "version": 1}


@pytest.mark.parametrize("key", ["2026-1/T001", "2026-1/2026/T001"])
def test_the_year_of_the_target_may_be_left_out_of_a_key(unverified: Acting, sql: Sql, key: str) -> None:
    unverified.do("lodge_appeal", kind="核查结果", key=key, ground="有误")
    assert sql.rows(APPEALS) == [("finding", "2026-1/2026/T001", 1, "lodged")]


def test_an_appeal_against_the_finding_behind_an_entry_stops_its_clocks(
    contested: Acting, sql: Sql, violations: Violations
) -> None:
    contested.office("D001").do("withdraw_appeal", target="T001", reason="改为申诉核查结果")
    contested.office("D001").do("lodge_appeal", **FINDING, ground="另有34公里已完工")
    text = contested.refused("lodge_appeal", target="T001", ground="再申诉")
    assert text == "对该条目的申诉已提出（2026-09-22提出），不能重复提出。"
    assert contested.do("accept_appeal", **FINDING).counts["suspended"] == 1
    assert sql.column(DUTY) == ["suspended"]
    assert sql.rows(APPEALS)[1] == ("finding", "2026-1/2026/T001", 2, "accepted")
    extension = {
        "target": "T001",
        "limit": "2026-11-20",
        "reason": "汛期",
        "number": "黔目标〔2026〕8号",
        "dated": "2026-09-22",
    }
    assert contested.refused("extend_limit", **extension).startswith("申诉期间")
    contested.office("D001").do("withdraw_appeal", **FINDING, reason="已核对清楚")
    assert sql.column(DUTY) == ["open"]
    assert violations() == []


def test_an_appeal_against_another_finding_stops_nothing(unverified: Acting, sql: Sql, violations: Violations) -> None:
    unverified.office("D001").do("lodge_appeal", **FINDING, ground="有误")
    before = sql.rows("SELECT kind, state FROM obligation ORDER BY id")
    done = unverified.do("accept_appeal", **FINDING)
    assert done.counts["suspended"] == 0
    assert done.words == "已受理对核查2026-1对“目标T001”的核查结果的申诉，裁定前原记录不变，应办事项照常办理。"
    assert sql.rows("SELECT kind, state FROM obligation ORDER BY id") == before
    unverified.office("D001").do("withdraw_appeal", **FINDING, reason="已核对清楚")
    assert sql.rows("SELECT kind, state FROM obligation ORDER BY id") == before
    assert violations() == []


def test_the_agency_owes_answer_and_ruling_of_any_subject(unverified: Acting, sql: Sql) -> None:
    for key in ("appeal_answer_days", "appeal_ruling_days"):
        unverified.do("set_policy", key=key, value=5, basis="黔目标办〔2026〕5号")
    unverified.office("D001").do("lodge_appeal", **FINDING, ground="有误")
    unverified.do("accept_appeal", **FINDING)
    owed = "SELECT kind, state, subject FROM obligation WHERE kind LIKE 'appeal%' ORDER BY id"
    subject = "2026/T001/finding/2026-1/2026/T001/1"
    assert sql.rows(owed) == [("appeal_answer", "discharged", subject), ("appeal_ruling", "open", subject)]


def test_an_evaluation_is_contested_by_its_department(mid_term: Acting, sql: Sql, violations: Violations) -> None:
    mid_term.do("evaluate_department", inspection="2026-1", department="D001", overall="完成情况一般。")
    evaluation = {"kind": "总体评价", "key": "2026-1/D001"}
    other = mid_term.office("D002").refused("lodge_appeal", **evaluation, ground="有误")
    assert other == "您只能办理本部门的事项，不能办理“第001厅”的事项。"
    done = mid_term.office("D001").do("lodge_appeal", **evaluation, ground="一项目标误计")
    assert done.words == "已对核查2026-1对“第001厅”的总体评价提出申诉，待管理机构受理。"
    assert sql.column(KEYS) == ["evaluation|2026-1/D001|1"]
    mid_term.do("refuse_appeal", **evaluation, reason="未附新材料")
    told = "SELECT DISTINCT d.code FROM notice n JOIN department d ON d.id = n.department_id WHERE kind = :kind"
    assert sql.column(told, kind="appeal_answered") == ["D001"]
    assert violations() == []


def test_after_a_merger_the_successor_contests_an_evaluation(mid_term: Acting, sql: Sql) -> None:
    mid_term.do("evaluate_department", inspection="2026-1", department="D001", overall="完成情况一般。")
    reform(mid_term, "merge_department")
    evaluation = {"kind": "总体评价", "key": "2026-1/D001", "ground": "有误"}
    assert mid_term.office("D001").refused("lodge_appeal", **evaluation).startswith("“第001厅”已并入")
    mid_term.office("D002").do("lodge_appeal", **evaluation)
    assert sql.column("SELECT d.code FROM appeal a JOIN department d ON d.id = a.department_id") == ["D002"]


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        (
            "核查结果",
            "2026-1/T002",
            "没有编号为“2026-1/T002”的核查结果，请写成：核查编号/目标编号，如2026-3/GZ2021-07-2。",
        ),
        ("总体评价", "2026-1/D001", "没有编号为“2026-1/D001”的总体评价，请写成：核查编号/部门编码，如2026-3/SZJT。"),
        ("材料不足", "2026Q3/T001", "没有编号为“2026Q3/T001”的材料不足，请写成：季度/目标编号，如2026Q1/GZ2021-07-2。"),
        ("年终复核缺项", "2026/T001", "年度/部门编码/目标编号，如2026/SZJT/GZ2021-07-2。"),
    ],
)
def test_a_key_that_names_nothing_is_refused_with_its_form(unverified: Acting, kind: str, key: str, words: str) -> None:
    assert unverified.refused("lodge_appeal", kind=kind, key=key, ground="有误").endswith(words)


def test_an_unsigned_finding_is_no_result_yet(failed: Acting) -> None:
    assert failed.refused("lodge_appeal", **FINDING, ground="有误").startswith("没有编号为“2026-1/T001”的核查结果")


def test_only_the_office_that_leads_the_target_contests_its_finding(unverified: Acting) -> None:
    assert unverified.office("D002").refused("lodge_appeal", **FINDING, ground="有误") == NOT_YOURS.replace(
        "第002厅", "第001厅"
    )


def test_without_an_appeal_there_is_nothing_to_answer(unverified: Acting) -> None:
    text = unverified.refused("accept_appeal", **FINDING)
    assert text == "核查2026-1对“目标T001”的核查结果没有申诉，请先登记部门的申诉（lodge_appeal）。"
    unverified.office("D001").do("lodge_appeal", **FINDING, ground="有误")
    again = unverified.office("D001").refused("lodge_appeal", **FINDING, ground="有误")
    assert again == "对核查2026-1对“目标T001”的核查结果的申诉已提出（2026-09-16提出），不能重复提出。"
