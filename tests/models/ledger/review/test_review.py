"""An online review as a whole: its days, and reforms while it runs (7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.reforming import HEIRS, REFORMS, reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

TASKS = """
SELECT t.code, k.reviewer FROM review_task k JOIN target t ON t.id = k.target_id ORDER BY t.code
"""
ENTRY = "SELECT d.code, e.state FROM negative_entry e JOIN department d ON d.id = e.department_id"
UNDONE = {"target": "T001", "outcome": "未完成", "note": "验收报告未盖章"}
CLOSING = {"period": "2026Q1", "reason": "其余部门按规定延期上传"}


def review(acting: Acting, reviewer: str, *lines: dict[str, str]) -> Any:
    return acting.do("record_online_review", period="2026Q1", reviewer=reviewer, lines=[*lines])


@pytest.mark.parametrize("act", REFORMS)
def test_the_shares_of_the_reviewers_outlast_a_reform(
    shared: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    before = sql.rows(TASKS)
    reform(shared, act)
    assert sql.rows(TASKS) == before == [("T001", "张三"), ("T002", "李四"), ("T003", "张三")]
    assert review(shared, "张三", UNDONE).counts["new"] == 1
    assert violations() == []


@pytest.mark.parametrize("act", REFORMS)
def test_nothing_is_left_to_share_out_after_a_reform(shared: Acting, act: str) -> None:
    reform(shared, act)
    assert shared.do("assign_reviews", period="2026Q1", reviewers="张三、李四").counts["assigned"] == 0


@pytest.mark.parametrize("act", REFORMS)
def test_a_target_found_undone_after_the_reform_is_proposed_under_its_lead(shared: Acting, sql: Sql, act: str) -> None:
    review(reform(shared, act), "张三", UNDONE)
    assert sql.rows(ENTRY) == [(HEIRS[act], "proposed")]


@pytest.mark.parametrize("act", REFORMS)
def test_a_proposal_is_confirmed_after_the_reform_and_remedied_by_the_lead(
    undone: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    reform(undone, act).lists("T001", "现场未完工")
    undone.do("set_limit", target="T001", limit="2026-05-20")
    debtors = "SELECT d.code FROM obligation o JOIN department d ON d.id = o.owed_by WHERE o.kind = 'remediation'"
    assert sql.column(debtors) == [HEIRS[act]]
    heir = undone.on("2026-05-06").office(HEIRS[act])
    assert (
        heir.do("declare_completion", target="T001", completed_on="2026-05-06", measures="已补建").counts["declared"]
        == 1
    )
    assert violations() == []


@pytest.mark.parametrize("act", REFORMS)
def test_a_reviewer_is_exchanged_after_a_reform(shared: Acting, sql: Sql, act: str) -> None:
    reform(shared, act).do("exchange_reviewer", period="2026Q1", reviewer="李四", successor="王五")
    assert sql.rows(TASKS) == [("T001", "张三"), ("T002", "王五"), ("T003", "张三")]


@pytest.mark.parametrize(("day", "late"), [("2026-04-28", 0), ("2026-04-29", 0), ("2026-04-30", 1)])
def test_a_review_is_closed_late_from_the_day_after_it_was_due(shared: Acting, sql: Sql, day: str, late: int) -> None:
    assert shared.on(day).do("close_online_review", **CLOSING).counts["late"] == late
    assert sql.rows("SELECT state, late FROM obligation WHERE kind = 'online_review'") == [("discharged", bool(late))]


def test_a_review_is_closed_once(shared: Acting, sql: Sql) -> None:
    shared.do("close_online_review", **CLOSING)
    before = sql.value("SELECT count(*) FROM transition")
    assert shared.do("close_online_review", **CLOSING).counts["closed"] == 0
    assert sql.value("SELECT count(*) FROM transition") == before
