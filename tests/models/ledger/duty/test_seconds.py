"""The agency's day names what waits for a second person, and where two differ (2.15, 7.2, A70)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import OPERATOR
from models.ledger.duty.agency_day import sections_in_message
from models.ledger.duty.seconds import NAMED, unrated_lines, waiting_lines
from models.ledger.jurisdiction import home
from models.rules.workdays import SHANGHAI
from tests.conftest import AT

if TYPE_CHECKING:
    from tests.conftest import Acting

TITLE, QUARTER = "待第二人确认或裁定的复核", "2026年第一季度"
WAITING = [f"{QUARTER} {name}复核的1项待第二人确认：{code}" for name, code in (("张三", "T003"), ("李四", "T002"))]
DIFFERENT = f"{QUARTER} 第001厅 T001 目标T001：张三未完成，王五完成属实，由第三人或主要领导写明理由裁定"
PAPER = {"number": "黔目标办〔2026〕9号", "dated": "2026-04-15", "reason": "其余人员均须回避"}
RATED: dict[str, Any] = {"rated_by": "张平", "year": 2026, "ratings": [{"department": "D001", "mark": "88"}]}
NONE_YET = ["张平（2026年度）：还没有录入评价", "李安（2026年度）：还没有录入评价"]


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


@pytest.fixture
def leaders(march: Acting) -> Acting:
    """张平 and 李安 are in office, 赵立 was until June; ratings are marks."""
    ended = {"赵立": "2026-06-30", "张平": "", "李安": ""}
    people = [{"角色": "省领导", "姓名": name, "失效日期": last} for name, last in ended.items()]
    march.take("contacts", *({"部门编码": "AGENCY", **each} for each in people))
    march.do("set_policy", key="leader_scale", value="0-100", basis="5号")
    return march


def told(day: str) -> list[str]:
    """Return the lines about the leaders in the message of a day."""
    at = datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI)
    with begin() as session:
        sections = sections_in_message(session, home(session), at.date(), at)
    return [line for each in sections if each["title"] == "待办的省领导评价" for line in each["lines"]]


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        ("2026-03-09", []),  # of 2025, before the first day here
        ("2026-12-07", NONE_YET),
        ("2026-12-08", []),
        ("2027-03-29", NONE_YET),
        ("2026-11-30", []),
        ("2027-04-12", []),
    ],
)
def test_2_15_from_december_to_march_the_agency_is_told_each_week_who_has_not_rated(
    leaders: Acting, day: str, lines: list[str]
) -> None:
    assert leaders.day < date.fromisoformat(day)
    assert told(day) == lines


def test_a_sheet_waits_for_its_second_reader_and_is_told_no_more_when_it_was_read(leaders: Acting, policy: str) -> None:
    january = leaders.on("2027-01-11")
    january.do("enter_leader_ratings", **RATED, evidence=policy, rated_on=january.day)
    assert told("2027-01-11") == ["张平（2026年度）：管理机构经办人录入的，待另一人核对", NONE_YET[1]]
    replace(january, actor=replace(OPERATOR, entered_by="李明")).do("confirm_leader_ratings", **RATED)
    assert told("2027-01-11") == [NONE_YET[1]]
    january.do("withdraw_leader_ratings", rated_by="张平", year=2026, reason="误录", evidence=policy)
    assert told("2027-01-11") == NONE_YET


@pytest.mark.usefixtures("march")
def test_without_leaders_there_is_nothing_to_tell() -> None:
    with begin() as session:
        assert unrated_lines(session, home(session), date(2026, 12, 7)) == []
