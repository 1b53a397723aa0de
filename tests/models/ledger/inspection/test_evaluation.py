"""总体评价: a mid-term or year-end inspection ends only with an evaluation of every department (3.3, 6.2.1)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from models.database import begin
from models.ledger.inspection.evaluation import check_inspected, check_made_good
from models.records import Department, Inspection
from models.rules.errors import Refused
from tests.conftest import Sql
from tests.models.ledger.inspection.drawn import draw_until

if TYPE_CHECKING:
    from tests.conftest import Acting, Violations


EVALUATIONS = """
SELECT i.number, d.code, e.serial, e.overall, e.made_good, e.evaluated_on::text FROM evaluation e
JOIN inspection i ON i.id = e.inspection_id JOIN department d ON d.id = e.department_id ORDER BY e.id
"""
ONE_EACH = """
SELECT min(concat_ws('/', t.year, t.code)) FROM inspection i JOIN target t ON t.year = 2026
    JOIN target_department x ON x.target_id = t.id AND x.position = 0 JOIN department d ON d.id = x.department_id
WHERE concat_ws('-', i.year, i.number) = :inspection
    AND (i.departments = '[]' OR i.departments @> to_jsonb(d.code)) GROUP BY d.id
"""
OWED = "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'mid_term_inspection'"
REFERRED = "SELECT e.overall, r.uninspected FROM reverification r LEFT JOIN evaluation e ON e.id = r.evaluation_id"
INSPECTION = {"inspection": "2026-1"}
IN_ORDER: dict[str, Any] = {
    "found_by": "王文、李天",
    "declared_complete": False,
    "conclusion": "符合目标要求",
    "found": "属实。",
    "methods": "实地查看",
}
VISIT = {
    "place": "大方县",
    "visitors": "王文、李天",
    "leader": "王文",
    "result": "有困难",
    "problems": "无",
    "assistance": "无",
}
FOUND: dict[str, Any] = {"department": "D001", "period": "2026", "complete": False, "missing": "T001、T002未备查"}


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
    assert mid_term.do("conclude_inspection", **INSPECTION).words.startswith("核查2026-1已结束。")
    assert sql.rows(EVALUATIONS) == [(1, "D001", 1, "良好。", "已全部补欠。", "2026-08-20")]
    assert sql.rows(OWED) == [("open", None, None)]  # D002 is still to be inspected
    assert violations() == []


def test_the_same_words_change_nothing_and_others_supersede_them(mid_term: Acting, sql: Sql) -> None:
    for overall, evaluated in (("良好。", 1), ("良好。", 0), ("一般。", 1)):
        done = mid_term.do("evaluate_department", **INSPECTION, department="D001", overall=overall)
        assert done.counts == {"evaluated": evaluated}
    assert done.words == "已登记“第001厅”在核查2026-1中的总体评价，取代2026-08-20登记的第1次。"
    assert [row[2:4] for row in sql.rows(EVALUATIONS)] == [(1, "良好。"), (2, "一般。")]


def test_an_evaluation_belongs_to_an_inspection_under_way_that_judges_departments(
    mid_term: Acting, drafted: Acting, sql: Sql
) -> None:
    fields = {"department": "D001", "overall": "良好。"}
    assert drafted.day > mid_term.day
    other = sql.value("SELECT max(number) FROM inspection")
    refused = drafted.refused("evaluate_department", inspection=f"2026-{other}", **fields)
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
    mid_term.do("draft_inspection", kind="中期核查", title="再次核查", departments="D001", **plan)
    sampled(mid_term, "2026-2", "2026/T001")
    mid_term.do("appoint_team", inspection="2026-2", leader="王文", members="李天")
    mid_term.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕19号")
    assert "不在核查2026-2的受核查部门之内" in mid_term.refused(
        "evaluate_department", inspection="2026-2", department="D002", **fields
    )


def annual(acting: Acting, plan: dict[str, str], number: int, target: str = "T001", **more: str) -> dict[str, str]:
    """A year-end inspection with this number is under way, and the only drawn target was found in order."""
    this = {"inspection": f"{acting.day.year}-{number}"}
    limit = {"ends_on": "2027-01-31"}
    acting.do("draft_inspection", kind="年度核查", title="年度核查", **more, **plan | limit)
    sampled(acting, this["inspection"], f"2026/{target}")
    acting.do("appoint_team", **this, leader="王文", members="李天")
    acting.do("issue_plan", **this, document_number=f"黔目标办〔{acting.day.year}〕{number}号")
    acting.do("record_finding", **this, target=target, found_on=acting.day, **IN_ORDER)
    acting.do("sign_off", **this, leader="王文")
    return this


def sampled(acting: Acting, inspection: str, *targets: str) -> None:
    """These are the sample, from a list with a target of each department of the plan."""
    draw_until(acting, inspection, targets, Sql().column(ONE_EACH, inspection=inspection))


def test_a_department_is_not_evaluated_before_its_drawn_targets_are_signed(
    roster: Acting, plan: dict[str, str]
) -> None:
    roster = roster.on("2026-12-16")
    roster.do("draft_inspection", kind="年度核查", title="年度核查", **plan | {"ends_on": "2027-01-31"})
    sampled(roster, "2026-1", "2026/T001", "2026/T003")
    roster.do("appoint_team", **INSPECTION, leader="王文", members="李天")
    roster.do("issue_plan", **INSPECTION, document_number="黔目标办〔2026〕1号")
    fields = {**INSPECTION, "department": "D001", "overall": "良好。"}
    found = {"found_on": roster.day, **IN_ORDER}
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


def test_the_re_verification_of_an_uninspected_department_needs_a_plan_that_names_it(
    roster: Acting, january: Acting, plan: dict[str, str], sql: Sql
) -> None:
    annual(roster.on("2026-12-16"), plan, 1, "T003", departments="D002")  # about another
    for why in ("", "雪灾封路，改为书面复核"):
        assert january.refused("record_reverification", **FOUND, uninspected=why) == (
            "“第001厅”2026年没有年度核查作出的总体评价（3.3）。请先进行年度核查（draft_inspection）并登记总体评价"
            "（evaluate_department）；不到现场的，须由已下达的年度核查方案写明该部门和原因（unvisited）。"
        )
    assert sql.rows(REFERRED) == []


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
    later.do("record_reverification", **FOUND | {"department": "D002", "missing": "T003未备查"})
    later.do("record_reverification", **FOUND)
    assert sql.rows(REFERRED) == [("良好。", "")] * 2


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "period"),
    [
        ("2026-11-30", "2027-01-31", ""),
        ("2026-12-01", "2027-02-01", ""),
        ("2026-12-01", "2027-01-31", "2025"),
        ("2027-01-04", "2027-01-31", "2027"),
    ],
)
def test_3_3_a_year_end_inspection_lies_in_december_and_january(
    roster: Acting, plan: dict[str, str], begins_on: str, ends_on: str, period: str
) -> None:
    limits = {"begins_on": begins_on, "ends_on": ends_on, "period": period or "2026"}
    roster.do("draft_inspection", kind="年度核查", title="年度核查", departments="D001", **plan | limits)
    sampled(roster, "2026-1", "2026/T001")
    roster.do("appoint_team", **INSPECTION, leader="王文", members="李天")
    refused = roster.refused("issue_plan", **INSPECTION, document_number="黔目标办〔2026〕1号")
    year = period or "2026"
    assert refused.startswith(f"{year}年的年度核查在当年12月至次年1月进行（3.3），即{year}-12-01至")


def test_3_3_a_department_is_not_evaluated_if_nothing_of_it_was_inspected(
    roster: Acting, plan: dict[str, str], sql: Sql
) -> None:
    december = roster.on("2026-12-16")
    this = annual(december, plan, 1, "T003")
    fields = {**this, "department": "D001", "overall": "良好。"}
    assert december.refused("evaluate_department", **fields) == (
        "核查2026-1没有抽中“第001厅”的目标，也没有核查或到现场看过它的目标，总体评价没有依据。"
        "请先核查其中一项并签字（record_finding、sign_off），或登记现场核查（record_field_visit）。"
    )
    december.do("record_finding", **this, target="T001", found_on=december.day, **IN_ORDER)  # outside the sample
    assert "没有依据" in december.refused("evaluate_department", **fields)
    december.do("sign_off", **this, leader="王文")
    assert december.do("evaluate_department", **fields).counts == {"evaluated": 1}
    assert sql.column("SELECT overall FROM evaluation") == ["良好。"]


@pytest.mark.parametrize(("visited_on", "evaluated"), [("2026-12-15", False), ("2026-12-16", True)])
def test_3_3_a_visit_while_the_inspection_is_under_way_is_a_basis(
    roster: Acting, plan: dict[str, str], sql: Sql, visited_on: str, *, evaluated: bool
) -> None:
    sql("UPDATE target SET key_project = true WHERE code = 'T001'")
    december = roster.on("2026-12-16")
    this = annual(december, plan, 1, "T003")
    december.do("record_field_visit", target="T001", visited_on=visited_on, **VISIT)
    fields = {**this, "department": "D001", "overall": "良好。"}
    if evaluated:
        assert december.do("evaluate_department", **fields).counts == {"evaluated": 1}
    else:
        assert "没有依据" in december.refused("evaluate_department", **fields)


def test_3_3_an_evaluation_says_how_far_the_entries_are_made_good(
    roster: Acting, plan: dict[str, str], sql: Sql
) -> None:
    roster.lists("T002", "进度滞后", "2026-09-08")
    december = roster.on("2026-12-16")
    fields = {**annual(december, plan, 2), "department": "D001", "overall": "一般。"}
    assert december.refused("evaluate_department", **fields) == (
        "“第001厅”的负面清单有1项（2026/T002/1），总体评价须写明补欠情况（made_good，3.3）。"
    )
    done = december.do("evaluate_department", **fields, made_good="1项未补欠")
    assert done.counts == {"evaluated": 1}
    for state, stated in (("made_good", True), ("withdrawn", False)):
        sql("UPDATE negative_entry SET state = :state", state=state)
        if stated:
            assert "须写明补欠情况" in december.refused("evaluate_department", **fields)
        else:
            assert december.do("evaluate_department", **fields).counts == {"evaluated": 1}


TODAY = date(2026, 8, 20)


@pytest.mark.usefixtures("mid_term")
def test_a_department_with_a_signed_finding_and_without_entries_may_be_evaluated() -> None:
    with begin() as session:
        inspection = session.exec(select(Inspection)).one()
        department = session.exec(select(Department).where(Department.code == "D001")).one()
        check_inspected(session, inspection, department, TODAY)
        check_made_good(session, inspection, department, "", TODAY)


@pytest.mark.parametrize("said", [" ", "无", "没有。", "0", "同上"])
def test_the_first_five_entries_are_named_if_nothing_is_said_of_them(mid_term: Acting, said: str) -> None:
    lead = {"责任部门": "D001", "年度": "2026", "下达日期": "2026-03-02"}
    codes = [f"T10{number}" for number in range(6)]
    mid_term.take("targets", *({"编号": code, "目标名称": f"目标{code}", **lead} for code in codes))
    for code in codes:
        mid_term.lists(code, "进度滞后", "2026-08-19")
    with begin() as session:
        inspection = session.exec(select(Inspection).where(Inspection.number == 1)).one()
        department = session.exec(select(Department).where(Department.code == "D001")).one()
        with pytest.raises(Refused) as refused:
            check_made_good(session, inspection, department, said, TODAY)
        check_made_good(session, inspection, department, "均未补欠", TODAY)
    named = "、".join(f"2026/{code}/1" for code in codes[:5])
    assert str(refused.value) == f"“第001厅”的负面清单有6项（{named}等），总体评价须写明补欠情况（made_good，3.3）。"
