"""总体评价: a mid-term or year-end inspection ends when it has said of every department how it did (3.3, 6.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

EVALUATIONS = """
SELECT i.number, d.code, e.serial, e.overall, e.made_good, e.evaluated_on::text FROM evaluation e
JOIN inspection i ON i.id = e.inspection_id JOIN department d ON d.id = e.department_id ORDER BY e.id
"""
OWED = "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'mid_term_inspection'"
INSPECTION = {"inspection": "2026-1"}


def test_it_ends_with_an_evaluation_of_every_department_it_looked_at(
    mid_term: Acting, sql: Sql, violations: Violations
) -> None:
    assert mid_term.refused("conclude_inspection", **INSPECTION) == (
        "核查2026-1还有1个部门（第001厅）没有总体评价（evaluate_department），不能结束。"
    )
    done = mid_term.do(
        "evaluate_department", **INSPECTION, department="D001", overall="良好。", made_good="已全部补欠。"
    )
    assert done.words == "已登记“第001厅”在核查2026-1中的总体评价。"
    assert mid_term.do("conclude_inspection", **INSPECTION).words == "核查2026-1已结束。"
    assert sql.rows(EVALUATIONS) == [(1, "D001", 1, "良好。", "已全部补欠。", "2026-08-20")]
    assert sql.rows(OWED) == [("discharged", "2026-08-20", False)]
    assert violations() == []


def test_the_same_words_change_nothing_and_others_supersede_them(mid_term: Acting, sql: Sql) -> None:
    for overall, evaluated in (("良好。", 1), ("良好。", 0), ("一般。", 1)):
        done = mid_term.do("evaluate_department", **INSPECTION, department="D001", overall=overall)
        assert done.counts == {"evaluated": evaluated}
    assert done.words == "已登记“第001厅”在核查2026-1中的总体评价，取代2026-08-20登记的第1次。"
    assert [row[2:4] for row in sql.rows(EVALUATIONS)] == [(1, "良好。"), (2, "一般。")]


def test_an_evaluation_belongs_to_an_inspection_under_way_that_judges_departments(
    mid_term: Acting, issued: Acting, sql: Sql
) -> None:
    said = {"department": "D001", "overall": "良好。"}
    assert issued.day > mid_term.day
    other = sql.value("SELECT max(number) FROM inspection")
    refused = issued.refused("evaluate_department", inspection=f"2026-{other}", **said)
    assert refused == f"核查2026-{other}是季度核查，总体评价只在中期核查、年度核查中登记。"


def test_after_its_end_nothing_is_evaluated_and_a_named_plan_has_no_others(
    mid_term: Acting, plan: dict[str, str]
) -> None:
    said = {"overall": "良好。"}
    mid_term.do("evaluate_department", **INSPECTION, department="D001", **said)
    mid_term.do("conclude_inspection", **INSPECTION)
    assert "已结束，方案下达后、结束前才能登记" in mid_term.refused(
        "evaluate_department", **INSPECTION, department="D002", **said
    )
    mid_term.do("draft_inspection", kind="年度核查", title="年度核查", departments="D001", **plan)
    mid_term.do("appoint_team", inspection="2026-2", leader="王文", members="李天")
    mid_term.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕18号")
    assert "不在核查2026-2的受核查部门之内" in mid_term.refused(
        "evaluate_department", inspection="2026-2", department="D002", **said
    )
