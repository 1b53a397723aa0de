"""省领导评价 as points: only confirmed sheets, from three ratings on, and never a rating itself (2.15, A40, A54)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.leaders import list_leader_sheets, ratings_of_ended
from tests.conftest import counting
from tests.models.ledger.leader_rating.conftest import LEADERS, by, read
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from tests.conftest import Acting

MERGER = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}


@pytest.fixture
def leaders(january: Acting, policy: str) -> dict[str, Any]:
    """Four leaders of the province may rate with marks; three at least. Their sheet is this file."""
    january.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in LEADERS))
    for key, value in (("leader_scale", "0–100"), ("leader_least", "3")):
        january.do("set_policy", key=key, value=value, basis="5号", valid_from="2026-01-01")
    return {"year": 2026, "evidence": policy, "rated_on": "2027-01-20"}


def rate(acting: Acting, sheet: dict[str, Any], *marks: str, code: str = "D001") -> None:
    """Each of the first leaders gives a department a mark, which a second person reads."""
    for name, mark in zip(LEADERS, marks, strict=False):
        fields = {**sheet, "rated_by": name, "ratings": [{"department": code, "mark": mark}]}
        by(acting, "王文").do("enter_leader_ratings", **fields)
        by(acting, "李明").do("confirm_leader_ratings", **read(fields))


def test_a40_the_mean_of_three_counts_and_two_are_too_few(january: Acting, leaders: dict[str, Any]) -> None:
    rate(january, leaders, "70", "80")
    assert line_of("D001", "leaders").lacks == ("省领导评价只有2人，少于3人",)
    assert line_of("D002", "leaders").lacks == ("省领导评价尚无评价结果",)


def test_a_leader_who_gave_none_does_not_count(january: Acting, leaders: dict[str, Any]) -> None:
    rate(january, leaders, "70", "80", "93")
    line = line_of("D001", "leaders")
    assert (line.points, line.basis) == (Decimal("2.43"), ("平均81.00（量表最高100），3人评价",))


def test_the_scale_is_that_of_31_december(january: Acting, leaders: dict[str, Any]) -> None:
    rate(january, leaders, "70", "80", "93")
    words = "好：100、差：50"
    january.do("set_policy", key="leader_scale", value=words, basis="6号", valid_from="2027-01-01")
    assert line_of("D001", "leaders").points == Decimal("2.43")
    assert line_of("D001", "leaders", 2027).lacks == ("省领导评价尚无评价结果",)


def test_a54_ratings_given_to_one_that_ended_are_only_shown(january: Acting, leaders: dict[str, Any]) -> None:
    rate(january.on("2026-12-01"), leaders | {"rated_on": "2026-12-01"}, "70", "80", "93")
    january.on("2026-12-10").do("merge_department", effective_on="2026-12-10", **MERGER)
    with begin() as session:
        [ended] = ratings_of_ended(session, 2026)
    assert (ended["code"], str(ended["ended_on"])) == ("D001", "2026-12-09")
    assert ended["words"] == "平均81.00（量表最高100），3人评价"
    assert line_of("D002", "leaders").lacks == ("省领导评价尚无评价结果",)


def test_who_entered_and_who_read_is_listed_without_a_rating(january: Acting, leaders: dict[str, Any]) -> None:
    rate(january, leaders, "70")
    with begin() as session:
        [sheet] = list_leader_sheets(session, 2026)
        assert list_leader_sheets(session, 2025) == ratings_of_ended(session, 2026) == []
    assert (sheet["leader"], sheet["rated"], sheet["state"]) == ("张平", 1, "confirmed")
    assert (sheet["entered_by"], sheet["confirmed_by"]) == ("王文", "李明")
    assert "70" not in map(str, sheet.values())


def test_words_count_what_the_scale_gives_them(january: Acting, leaders: dict[str, Any]) -> None:
    words = "优：90、良：75、差：45"
    january.do("set_policy", key="leader_scale", value=words, basis="6号", valid_from="2026-06-01")
    rate(january, leaders, "优", "良", "差", "优", code="D002")
    line = line_of("D002", "leaders")
    assert (line.points, line.basis) == (Decimal("2.5"), ("平均75.00（量表最高90），4人评价",))


def test_ratings_in_a_scale_that_was_replaced_are_entered_again(january: Acting, leaders: dict[str, Any]) -> None:
    rate(january, leaders, "70", "80", "93")
    january.do("set_policy", key="leader_scale", value="好：100、差：50", basis="6号", valid_from="2026-12-31")
    assert line_of("D001", "leaders").lacks == ("省领导评价有不在现行量表内的，须撤回后按现行量表重新录入",)
    for name in LEADERS[:3]:
        january.do(
            "withdraw_leader_ratings", rated_by=name, year=2026, reason="量表已更改", evidence=leaders["evidence"]
        )
    rate(january, leaders, "好", "差", "差")
    assert line_of("D001", "leaders").points == Decimal(2)


def test_a_sheet_that_was_only_entered_does_not_count(january: Acting, leaders: dict[str, Any]) -> None:
    rate(january, leaders, "70", "80")
    more = {**leaders, "rated_by": "赵立", "ratings": [{"department": "D001", "mark": "90"}]}
    january.do("enter_leader_ratings", **more)
    assert line_of("D001", "leaders").lacks == ("省领导评价只有2人，少于3人",)


def test_the_ratings_of_a_leader_whose_term_ended_later_still_count(january: Acting, leaders: dict[str, Any]) -> None:
    rate(january, leaders, "70", "80", "93")
    january.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": "张平", "失效日期": "2027-01-31"})
    assert line_of("D001", "leaders").points == Decimal("2.43")


def test_the_statements_do_not_grow_with_the_leaders(january: Acting, leaders: dict[str, Any]) -> None:
    totals: list[int] = []
    for marks in (("70", "80", "93"), ("91",)):
        others = LEADERS[3:] if totals else LEADERS
        for name, mark in zip(others, marks, strict=False):
            fields = {**leaders, "rated_by": name, "ratings": [{"department": "D001", "mark": mark}]}
            by(january, "王文").do("enter_leader_ratings", **fields)
            by(january, "李明").do("confirm_leader_ratings", **read(fields))
        with counting() as total:
            line_of("D001", "leaders")
        totals.append(total[0])
    assert totals[0] == totals[1]
    assert line_of("D001", "leaders").basis[0].endswith("4人评价")
