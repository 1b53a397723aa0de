"""The agency's day names what waits for a second person, and where two differ (7.2, A70)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.duty.agency_day import sections_in_message
from models.ledger.duty.seconds import NAMED, waiting_lines
from models.ledger.jurisdiction import home
from tests.conftest import AT

if TYPE_CHECKING:
    from tests.conftest import Acting

TITLE, QUARTER = "待第二人确认或裁定的复核", "2026年第一季度"
WAITING = [f"{QUARTER} {name}复核的1项待第二人确认：{code}" for name, code in (("张三", "T003"), ("李四", "T002"))]
DIFFERENT = f"{QUARTER} 第001厅 T001 目标T001：张三未完成，王五完成属实，由第三人或主要领导写明理由裁定"
PAPER = {"number": "黔目标办〔2026〕9号", "dated": "2026-04-15", "reason": "其余人员均须回避"}


def review(acting: Acting, reviewer: str, outcome: str, *codes: str) -> None:
    lines = [{"target": code, "outcome": outcome, "note": "未盖章"} for code in codes]
    acting.do("record_online_review", period="2026Q1", reviewer=reviewer, lines=lines)


def lines() -> list[str]:
    with begin() as session:
        return waiting_lines(session, home(session))


def test_each_line_is_named_until_it_is_settled_or_the_quarter_closed(paired: Acting) -> None:
    assert lines() == []
    review(paired, "张三", "未完成", "T001", "T003")
    review(paired, "李四", "材料不足", "T002")
    review(paired, "王五", "完成属实", "T001")
    assert lines() == [f"{DIFFERENT}（record_online_review）", *WAITING]
    at = datetime.combine(paired.day, AT)
    with begin() as session:  # a Monday
        told = {each["title"]: each["lines"] for each in sections_in_message(session, home(session), paired.day, at)}
    assert told[TITLE] == lines()
    review(paired, "赵六", "完成属实", "T001")
    assert lines() == WAITING
    review(paired, "王五", "未完成", "T003")
    review(paired, "李四", "完成属实", "T002")
    paired.system.do("draw_reviews")
    assert lines() == [WAITING[1]]
    paired.do("close_online_review", period="2026Q1", reason="人员调离")
    assert lines() == []


def test_what_is_true_waits_only_when_it_is_drawn_or_by_setting(paired: Acting) -> None:
    review(paired, "张三", "完成属实", "T001")
    assert lines() == []
    paired.on("2026-03-02").do("set_policy", key="review_second", value="全部", basis="9号")
    assert lines() == [WAITING[0].replace("T003", "T001")]


def test_a_line_for_which_one_person_suffices_waits_for_none(paired: Acting) -> None:
    for name in ("李四", "王五", "赵六"):
        paired.do("declare_tie", inspector=name, department="D001", reason="曾任职")
    paired.do("allow_single_review", period="2026Q1", departments="D001", **PAPER)
    review(paired, "张三", "未完成", "T001")
    assert lines() == []
    assert NAMED == 20
