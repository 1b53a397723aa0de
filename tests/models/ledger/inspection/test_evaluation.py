"""总体评价: a mid-term or year-end inspection ends only with an evaluation of every department (3.3, 6.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

EVALUATIONS = """
SELECT i.number, d.code, e.serial, e.overall, e.made_good, e.evaluated_on::text FROM evaluation e
JOIN inspection i ON i.id = e.inspection_id JOIN department d ON d.id = e.department_id ORDER BY e.id
"""
OWED = "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'mid_term_inspection'"
REFERRED = "SELECT e.overall, r.uninspected FROM reverification r LEFT JOIN evaluation e ON e.id = r.evaluation_id"
INSPECTION = {"inspection": "2026-1"}
FOUND: dict[str, Any] = {"department": "D001", "period": "2026", "complete": False, "missing": "未备查"}


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
    fields = {"department": "D001", "overall": "良好。"}
    assert issued.day > mid_term.day
    other = sql.value("SELECT max(number) FROM inspection")
    refused = issued.refused("evaluate_department", inspection=f"2026-{other}", **fields)
    assert refused == f"核查2026-{other}是季度核查，总体评价只在中期核查、年度核查中登记。"


def test_after_its_end_nothing_is_evaluated_and_a_named_plan_has_no_others(
    mid_term: Acting, plan: dict[str, str]
) -> None:
    fields = {"overall": "良好。"}
    mid_term.do("evaluate_department", **INSPECTION, department="D001", **fields)
    mid_term.do("conclude_inspection", **INSPECTION)
    assert "已结束，方案下达后、结束前才能登记" in mid_term.refused(
        "evaluate_department", **INSPECTION, department="D002", **fields
    )
    mid_term.do("draft_inspection", kind="年度核查", title="年度核查", departments="D001", **plan)
    sampled(mid_term, "2026-2", "2026/T001")
    mid_term.do("appoint_team", inspection="2026-2", leader="王文", members="李天")
    mid_term.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕19号")
    assert "不在核查2026-2的受核查部门之内" in mid_term.refused(
        "evaluate_department", inspection="2026-2", department="D002", **fields
    )


def annual(acting: Acting, plan: dict[str, str], number: int, **more: str) -> dict[str, str]:
    """A year-end inspection with this number is under way, without a drawn target of D001."""
    this = {"inspection": f"{acting.day.year}-{number}"}
    limit = {"ends_on": "2027-01-31"}
    acting.do("draft_inspection", kind="年度核查", title="年度核查", **more, **plan | limit)
    sampled(acting, this["inspection"], "2026/T003")
    acting.do("appoint_team", **this, leader="王文", members="李天")
    acting.do("issue_plan", **this, document_number=f"黔目标办〔{acting.day.year}〕{number}号")
    return this


def sampled(acting: Acting, inspection: str, *targets: str) -> None:
    """These are the sample."""
    strata = [{"name": "全部", "ids": targets}]
    acting.do("commit_sample", subject=inspection, strata=strata, take=len(targets), secret="1" * 64)
    acting.do("draw_sample", subject=inspection)


def test_a_department_is_not_evaluated_before_its_drawn_targets_are_signed(
    roster: Acting, issued: Acting, sql: Sql
) -> None:
    assert issued.day > roster.day
    sql("UPDATE inspection SET kind = 'annual'")  # an earlier version issued such a plan without a sample
    fields = {**INSPECTION, "department": "D001", "overall": "良好。"}
    assert roster.refused("evaluate_department", **fields) == (
        "核查2026-1还没有抽取样本（mubiao sample commit 2026-1），不能对部门作总体评价。"
    )
    sampled(roster, "2026-1", "2026/T001", "2026/T003")
    found: dict[str, Any] = {"found_on": roster.day, "found_by": "王文、李天", "declared_complete": False}
    found |= {"conclusion": "符合目标要求", "found": "属实。", "methods": "实地查看"}
    roster.do("record_finding", **INSPECTION, target="T001", **found)
    assert roster.refused("evaluate_department", **fields) == (
        "“第001厅”抽中的目标还有1项没有签字的核查结果（2026/T001），核查签字后再作总体评价。"
    )
    roster.do("record_finding", **INSPECTION, target="T003", **found)
    roster.do("sign_off", **INSPECTION, leader="王文")
    assert roster.do("evaluate_department", **fields).counts == {"evaluated": 1}


def test_a_re_verification_refers_to_the_evaluation_of_the_year_end_inspection(
    roster: Acting, january: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    this = annual(roster.on("2026-12-16"), plan, 1)
    assert january.refused("record_reverification", **FOUND) == (
        "年度核查2026-1正在进行，对该部门还没有总体评价，请先登记（evaluate_department），再登记年终复核。"
    )
    assert "正在进行" in january.refused("record_reverification", **FOUND, uninspected="没有安排")
    for overall in ("一般。", "良好。"):
        january.do("evaluate_department", **this, department="D001", overall=overall)
    assert january.refused("record_reverification", **FOUND, uninspected="没有安排") == (
        "年终现场核查对“第001厅”已有总体评价，请去掉未现场核查的原因。"
    )
    january.do("record_reverification", **FOUND)
    assert sql.rows(REFERRED) == [("良好。", "")]
    assert violations() == []
    sql("UPDATE reverification SET evaluation_id = (SELECT min(id) FROM evaluation)")
    assert [words for words in violations() if words.startswith("年终复核")] != []


def test_the_re_verification_of_an_uninspected_department_needs_a_reason(
    roster: Acting, january: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    annual(roster.on("2026-12-16"), plan, 1, departments="D002")  # about another
    annual(roster.on("2026-12-16"), plan, 2, period="2025")  # of another year
    refused = january.refused("record_reverification", **FOUND)
    assert refused == (
        "“第001厅”2026年没有年度核查作出的总体评价（3.3）。请先进行年度核查（draft_inspection）并登记总体评价"
        "（evaluate_department）；确未进行的，须写明未现场核查的原因（uninspected）。"
    )
    january.do("record_reverification", **FOUND, uninspected="雪灾封路，改为书面复核")
    assert sql.rows(REFERRED) == [(None, "雪灾封路，改为书面复核")]
    assert violations() == []


def test_the_evaluation_of_a_merged_department_is_that_of_its_successor(
    march: Acting, january: Acting, plan: dict[str, str], sql: Sql
) -> None:
    for name in ("王文", "李天"):
        march.do("register_inspector", name=name)
    this = annual(january, plan, 1, departments="D001")  # one that begins in January is about the year before
    january.do("evaluate_department", **this, department="D001", overall="良好。")
    reform = {"effective_on": "2027-01-12", "basis": "黔机编〔2027〕1号"}
    january.on("2027-01-12").do("merge_department", department="D001", successor="D002", **reform)
    later = january.on("2027-01-13")
    later.do("record_reverification", **FOUND | {"department": "D002"})
    later.do("record_reverification", **FOUND)
    assert sql.rows(REFERRED) == [("良好。", "")] * 2
