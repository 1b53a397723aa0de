"""告知: who is notified of a result without an entry, and from when the limit for an appeal counts (4.3 a, A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import inserted
from tests.models.ledger.conftest import FINDING
from tests.models.ledger.reforming import reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

TOLD = """
SELECT d.code, n.audience, n.subject, n.occasion, n.payload ->> 'text' FROM notice n
    JOIN department d ON d.id = n.department_id WHERE n.kind = 'concluded' ORDER BY n.id
"""
JUDGED = {"inspection": "2026-1", "department": "D001"}


@pytest.mark.usefixtures("unverified")
def test_the_office_is_told_of_a_signed_finding_that_gives_no_entry(sql: Sql) -> None:
    about = "2026/T001/finding/2026-1/2026/T001"
    assert sql.rows(TOLD) == [("D001", "office", about, "1", "无法核实。完成86公里")]


def test_the_notices_of_the_findings_that_one_leader_signs_are_one_statement(issued: Acting, sql: Sql) -> None:
    found: dict[str, Any] = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天"}
    for code in ("T001", "T002"):
        issued.do("record_finding", inspection="2026-1", target=code, conclusion="无法核实", **found)
    with inserted("notice") as total:
        issued.do("sign_off", inspection="2026-1", leader="王文")
    assert [row[2] for row in sql.rows(TOLD)] == [
        f"2026/{code}/finding/2026-1/2026/{code}" for code in ("T001", "T002")
    ]
    assert total == [1]


def test_a_finding_is_contested_from_the_day_on_which_the_office_was_told(issued: Acting) -> None:
    issued.do("set_policy", key="appeal_lodging_days", value=5, basis="5号")
    found: dict[str, Any] = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天"}
    issued.do("record_finding", inspection="2026-1", target="T001", conclusion="无法核实", **found)
    issued.on("2026-09-16").do("sign_off", inspection="2026-1", leader="王文")
    finding = {"kind": "核查结果", "key": "2026-1/T001", "ground": "资料齐全"}
    text = issued.on("2026-09-23").office("D001").refused("lodge_appeal", **finding)
    assert text.startswith("申诉应于2026-09-22前提出（2026-09-16告知核查结果，5个工作日内）")
    assert issued.on("2026-09-22").office("D001").do("lodge_appeal", **finding).counts["lodged"] == 1


@pytest.mark.usefixtures("contested")
def test_a_finding_that_gives_an_entry_is_told_with_the_entry(sql: Sql) -> None:
    assert sql.rows(TOLD) == []


@pytest.mark.usefixtures("mid_term")
def test_a_conforming_finding_is_not_told(sql: Sql) -> None:
    assert sql.rows(TOLD) == []


def test_what_was_found_secretly_is_not_told(issued: Acting, sql: Sql) -> None:
    found: dict[str, Any] = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天", "way": "暗访"}
    issued.do("record_finding", inspection="2026-1", target="T001", conclusion="无法核实", **found)
    issued.do("sign_off", inspection="2026-1", leader="王文")
    assert sql.rows(TOLD) == []


def test_each_version_of_an_evaluation_is_told_and_has_its_own_limit(mid_term: Acting, sql: Sql) -> None:
    mid_term.do("set_policy", key="appeal_lodging_days", value=5, basis="5号")
    mid_term.do("evaluate_department", **JUDGED, overall="完成情况一般。")
    later = mid_term.on("2026-08-27")
    evaluation = {"kind": "总体评价", "key": "2026-1/D001", "ground": "一项目标误计"}
    text = mid_term.on("2026-08-28").office("D001").refused("lodge_appeal", **evaluation)
    assert text.startswith("申诉应于2026-08-27前提出（2026-08-20告知总体评价，5个工作日内）")
    later.do("evaluate_department", **JUDGED, overall="完成情况较差。")
    assert mid_term.on("2026-08-28").office("D001").do("lodge_appeal", **evaluation).counts["lodged"] == 1
    about = "evaluation/2026-1/D001"
    told = [("D001", "office", about, "1", "完成情况一般。"), ("D001", "office", about, "2", "完成情况较差。")]
    assert sql.rows(TOLD) == told


def test_the_successor_of_a_merged_department_is_told_of_its_evaluation(mid_term: Acting, sql: Sql) -> None:
    reform(mid_term, "merge_department")
    mid_term.do("evaluate_department", **JUDGED, overall="完成情况一般。")
    assert [row[:3] for row in sql.rows(TOLD)] == [("D002", "office", "evaluation/2026-1/D001")]
