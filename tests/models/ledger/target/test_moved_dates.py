"""目标到期 follows its target: an adjusted deadline moves it, a transfer takes it along, a withdrawal ends it (A47)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SEEN_THERE
from tests.models.ledger.target.dates import OPEN, OWED, attach, report
from tests.models.ledger.target.trees import leaf

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql, Violations

MOVES = "SELECT event, detail FROM transition WHERE record = 'obligation' AND record_key LIKE 'target_due%' ORDER BY id"


def adjust(acting: Acting, **changes: Any) -> None:
    """Adjust T009 with both consents, filed today."""
    office = acting.office("D001")
    why: dict[str, Any] = {"ground": "不可抗力", "reason": "洪涝灾害", "evidence": [str(SEEN_THERE)]}
    office.do("request_adjustment", target="T009", **why, **changes)
    for who in ("head", "leader"):
        office.do(
            f"consent_{who}", target="T009", consented_on=acting.day, consented_by=who, number=f"签〔2026〕{len(who)}号"
        )
    office.do("file_adjustment", target="T009")


def test_an_adjusted_deadline_moves_it_and_the_reminders_start_again(
    due: Acting, sql: Sql, violations: Violations
) -> None:
    due.on("2026-06-25").system.do("remind")
    adjust(due.on("2026-06-26"), deadline="2026-07-31")
    assert sql.rows(OWED) == [("2026/T009", "D001", "open", "2026-07-31", "2026-06-15", 2)]
    assert sql.rows(MOVES)[1:] == [("moved", {"from": "2026-06-30", "to": "2026-07-31", "reason": "调整"})]
    due.on("2026-07-28").system.do("remind")
    told = sql.column("SELECT occasion FROM notice WHERE subject LIKE 'target_due%' AND kind = 'reminder' ORDER BY id")
    assert told == ["1|T-3", "2|T-3"]
    assert violations() == []


def test_a_returned_adjustment_moves_it_back(due: Acting, sql: Sql) -> None:
    adjust(due, deadline="2026-07-31")
    due.on("2026-06-18").do("return_adjustment", target="T009", reason="缺签批件")
    assert sql.rows(OWED) == [("2026/T009", "D001", "open", "2026-06-30", "2026-06-15", 3)]


def test_a_deadline_adjusted_into_december_ends_it_and_one_that_comes_back_opens_it_again(
    due: Acting, sql: Sql, violations: Violations
) -> None:
    adjust(due, deadline="2026-12-20")
    assert [each[2] for each in sql.rows(OWED)] == ["void"]
    assert due.on("2026-06-17").system.do("open_target_dates").counts["opened"] == 0
    due.on("2026-06-18").do("return_adjustment", target="T009", reason="缺签批件")
    told = due.on("2026-06-19").system.do("open_target_dates").counts
    assert (told["opened"], told["notices"]) == (1, 1)
    assert sql.rows(OWED) == [("2026/T009", "D001", "open", "2026-06-30", "2026-06-15", 2)]
    assert violations() == []


NUMBER = "SELECT id FROM obligation WHERE kind = 'target_due' AND round = 0"


def waived(due: Acting, sql: Sql) -> Acting:
    """Waive the date of 30 June; returns who acts on 16 June."""
    due.on("2026-06-16").do("waive", obligation=sql.value(NUMBER), reason="洪涝灾害")
    return due


ROUNDS = """
SELECT o.round, o.state, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'target_due' ORDER BY o.round
"""
WAS_WAIVED, WAS_OPENED = (0, "waived", "2026-06-30"), (1, "open", "2026-07-31")


def test_a_waiver_is_of_its_date_and_a_later_one_is_owed(due: Acting, sql: Sql, violations: Violations) -> None:
    adjust(waived(due, sql), deadline="2026-07-31")
    assert due.on("2026-07-16").system.do("open_target_dates").counts["opened"] == 0
    told = due.on("2026-07-17").system.do("open_target_dates").counts
    assert (told["opened"], told["notices"]) == (1, 1)
    assert due.on("2026-07-18").system.do("open_target_dates").counts["opened"] == 0
    assert sql.rows(ROUNDS) == [WAS_WAIVED, WAS_OPENED]
    number = sql.value(NUMBER)
    assert "所涉事项已有办理" in due.refused("withdraw_waiver", obligation=number, reason="误办")
    assert violations() == []


def test_a_date_that_was_waived_is_not_owed_when_it_comes_back(due: Acting, sql: Sql, violations: Violations) -> None:
    adjust(waived(due, sql), deadline="2026-06-29")
    due.on("2026-06-17").system.do("open_target_dates")
    assert sql.rows(ROUNDS) == [WAS_WAIVED, (1, "open", "2026-06-29")]
    due.on("2026-06-18").do("return_adjustment", target="T009", reason="缺签批件")
    assert sql.rows(ROUNDS) == [WAS_WAIVED, (1, "void", "2026-06-29")]
    assert due.on("2026-06-19").system.do("open_target_dates").counts["opened"] == 0
    due.office("D001").do("withdraw_adjustment", target="T009", reason="不再需要")
    adjust(due.on("2026-06-22"), deadline="2026-07-01")
    assert due.on("2026-06-23").system.do("open_target_dates").counts["opened"] == 1
    assert sql.rows(ROUNDS) == [WAS_WAIVED, (1, "open", "2026-07-01")]
    proof = [{"file": str(SEEN_THERE)}]
    assert due.office("D001").do("declare_target_due", target="T009", evidence=proof).counts["declared"] == 1
    assert sql.rows(ROUNDS) == [WAS_WAIVED, (1, "discharged", "2026-07-01")]
    assert violations() == []


LATER: dict[str, Any] = {"ground": "不可抗力", "reason": "洪涝灾害", "evidence": [str(SEEN_THERE)]}
STATE = "SELECT state, late FROM obligation WHERE kind = 'target_due'"


def adjusted_late(due: Acting, deadline: str, received: str | None = None) -> Acting:
    """Request another deadline on the last day, and file it a week later; returns who acts on that day."""
    due.on("2026-06-30").office("D001").do("request_adjustment", target="T009", **LATER, deadline=deadline)
    later = due.on("2026-07-07")
    for who in ("head", "leader"):
        number = f"签〔2026〕{len(who)}号"
        given: dict[str, Any] = {"consented_on": received or later.day, "consented_by": who, "number": number}
        later.office("D001").do(f"consent_{who}", target="T009", **given)
    filing = later.on_behalf("纸质", "李明", received) if received else later.office("D001")
    filing.do("file_adjustment", target="T009")
    return later


def test_what_was_overdue_before_its_adjustment_stays_late(due: Acting, sql: Sql, violations: Violations) -> None:
    later = adjusted_late(due, "2026-07-31")
    assert [each[2:4] for each in sql.rows(OWED)] == [("open", "2026-07-31")]
    assert sql.rows(MOVES)[-1][1]["late"] is True
    later.on("2026-07-01").open("monthly_check", "2026-07")
    report(later.on("2026-07-20").office("D001"), "2026-07")
    attach(later.on("2026-07-20").office("D001"), "2026-07", str(SEEN_THERE))
    assert sql.rows(STATE) == [("discharged", True)]
    assert violations() == []


def test_what_was_overdue_before_it_was_adjusted_into_december_stays_late(
    due: Acting, sql: Sql, violations: Violations
) -> None:
    later = adjusted_late(due, "2026-12-20")
    assert sql.rows(STATE) == [("void", True)]
    later.do("return_adjustment", target="T009", reason="缺签批件")
    later.on("2026-07-08").system.do("open_target_dates")
    assert [each[2:4] for each in sql.rows(OWED)] == [("open", "2026-07-09")]
    assert violations() == []


def test_a_filing_that_was_received_in_time_leaves_nothing_late(due: Acting, sql: Sql) -> None:
    adjusted_late(due, "2026-12-20", received="2026-06-30")
    assert sql.rows(STATE) == [("void", None)]


def test_an_adjusted_leaf_moves_its_own_duty_only(dated: Acting, sql: Sql) -> None:
    rows = [leaf(code, target="T009", 完成时限=day) for code, day in (("1", "2026-06-26"), ("2", "2026-06-30"))]
    dated.take("indicators", *rows)
    dated.system.do("open_target_dates")
    adjust(dated.on("2026-06-16"), deadline="2026-06-29", indicator="1")
    assert [(each[0], each[3], each[5]) for each in sql.rows(OWED)] == [
        ("2026/T009//1", "2026-06-29", 2),
        ("2026/T009//2", "2026-06-30", 1),
    ]


def test_a_target_that_gets_a_tree_owes_the_days_of_its_leaves_instead(due: Acting, sql: Sql) -> None:
    due.take("indicators", leaf("1", target="T009", 完成时限="2026-06-30"))
    due.on("2026-06-17").system.do("open_target_dates")
    assert [(each[0], each[2]) for each in sql.rows(OWED)] == [("2026/T009", "void"), ("2026/T009//1", "open")]


def test_a_date_that_was_told_as_passed_is_owed_once_it_moves_on(
    march: Acting, targets: Make, sql: Sql, violations: Violations
) -> None:
    [code] = targets("D001", 完成时限="2026-04-30")
    first = march.on("2026-05-06").system
    assert first.do("open_target_dates").counts == {"opened": 0, "passed": 1, "notices": 1}
    moved = {"编号": code, "目标名称": f"目标{code}", "年度": "2026", "责任部门": "D001", "完成时限": "2026-06-30"}
    march.on("2026-05-07").take("targets", moved, reason="录入时看错行")
    assert first.on("2026-06-14").do("open_target_dates").counts == {"opened": 0, "passed": 0, "notices": 0}
    assert first.on("2026-06-15").do("open_target_dates").counts == {"opened": 1, "passed": 0, "notices": 1}
    assert sql.rows(OWED) == [(f"2026/{code}", "D001", "open", "2026-06-30", "2026-06-15", 1)]
    assert violations() == []


def test_an_adjustment_of_something_else_leaves_it(due: Acting, sql: Sql) -> None:
    adjust(due, requirement="完成主体工程")
    assert sql.rows(OWED) == [OPEN]


def test_a_transfer_takes_it_along(due: Acting, sql: Sql, violations: Violations) -> None:
    due.do(
        "transfer_targets",
        department="D001",
        successor="D002",
        targets=["T009"],
        effective_on="2026-06-16",
        basis="黔编发〔2026〕1号",
    )
    assert [each[1] for each in sql.rows(OWED)] == ["D002"]
    assert due.on("2026-06-17").system.do("open_target_dates").counts["opened"] == 0
    assert violations() == []


@pytest.mark.parametrize("leaves", [False, True])
def test_a_withdrawn_target_ends_it(dated: Acting, sql: Sql, *, leaves: bool) -> None:
    if leaves:
        dated.take("indicators", leaf("1", target="T009", 完成时限="2026-06-30"))
    dated.system.do("open_target_dates")
    words = dated.do("withdraw_target", target="T009", reason="重复导入", evidence=str(SEEN_THERE)).words
    assert words.endswith("1项应办事项作废。")
    assert [each[2] for each in sql.rows(OWED)] == ["void"]
