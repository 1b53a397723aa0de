"""核查 at its end: a mid-term inspection that judged every department ends the year's duty to hold one (6.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

OWED = "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'mid_term_inspection'"
INSPECTION = {"inspection": "2026-1"}


def test_departments_that_the_plan_names_are_evaluated_too(roster: Acting, plan: dict[str, str]) -> None:
    roster.do("draft_inspection", kind="年度核查", title="年度核查", departments="D001、D002", **plan)
    roster.do("appoint_team", **INSPECTION, leader="王文", members="李天")
    roster.do("issue_plan", **INSPECTION, document_number="黔目标办〔2026〕18号")
    assert "还有2个部门（第001厅、第002厅）没有总体评价" in roster.refused("conclude_inspection", **INSPECTION)


def test_it_ends_late_after_the_end_of_august(mid_term: Acting, sql: Sql) -> None:
    september = mid_term.on("2026-09-01")
    september.do("evaluate_department", **INSPECTION, department="D001", overall="良好。")
    september.do("conclude_inspection", **INSPECTION)
    assert sql.rows(OWED) == [("discharged", "2026-09-01", True)]


def test_a_duty_that_was_waived_stays_so(mid_term: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'mid_term_inspection'")
    mid_term.do("waive", obligation=number, reason="与年度核查合并")
    mid_term.do("evaluate_department", **INSPECTION, department="D001", overall="良好。")
    mid_term.do("conclude_inspection", **INSPECTION)
    assert sql.rows(OWED) == [("waived", None, None)]


def test_what_is_over_ends_once(mid_term: Acting, sql: Sql) -> None:
    mid_term.do("evaluate_department", **INSPECTION, department="D001", overall="良好。")
    mid_term.do("conclude_inspection", **INSPECTION)
    again = mid_term.on("2026-08-21").do("conclude_inspection", **INSPECTION)
    assert again.words == "核查2026-1此前已结束，未作改动。"
    assert sql.rows(OWED) == [("discharged", "2026-08-20", False)]
