"""The report of a score: every entry, setting and paper has its sentence, and the figures add up (1-8, A46)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.commands.why_score import format_score
from models.rules.score.component import Component
from models.rules.states import EntryState
from tests.deployments.data.sheets import DEDUCTED, Entry, exported, rated

F = Component.FUNCTIONAL
LISTED, MADE_GOOD = EntryState.LISTED, EntryState.MADE_GOOD
entries = st.tuples(
    st.sampled_from([LISTED, MADE_GOOD, EntryState.WITHDRAWN]), st.integers(1, 3), st.booleans(), st.none()
)
APPEAL: dict[str, Any] = {"number": 1, "department": "第001厅", "lodged_on": "2026-03-12", "reason": ""}


def sheet(*its: Entry) -> dict[str, Any]:
    return exported({F: list(its)})


def entry_lines(data: dict[str, Any]) -> list[str]:
    """Return the lines about the first entry, without their indent."""
    said = [each.strip() for each in format_score(data)]
    first = next(number for number, each in enumerate(said) if each.startswith("条目2026/T001/1"))
    return said[first : first + 3]


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(DEDUCTED), st.lists(entries, max_size=4), max_size=3))
def test_every_component_has_its_line_and_their_points_are_the_total(its: dict[Component, list[Entry]]) -> None:
    said = format_score(exported(its))
    points = [re.fullmatch(rf"{each.label}（[\d.]+）：([\d.]+)(，扣至0)?", line) for each in Component for line in said]
    found = [Decimal(each[1]) for each in points if each]
    assert len(found) == 9
    assert abs(sum(found) - Decimal(said[0].split("：")[1])) < Decimal("0.05")


@settings(max_examples=30)
@given(st.lists(entries, min_size=1, max_size=4))
def test_the_subtraction_of_a_line_can_be_done_by_hand(its: list[Entry]) -> None:
    said = [each.strip() for each in format_score(sheet(*its))]
    [done] = [each for each in said if re.fullmatch(r"50(-[\d.]+)*=[\d.]+", each)]
    first, *taken = done.split("=")[0].split("-")
    assert Decimal(first) - sum(map(Decimal, taken)) == Decimal(done.split("=")[1])


@pytest.mark.parametrize(
    ("its", "taken", "reckoned"),
    [
        ((LISTED, 1, False, None), "-1.50", "第1次列入记-1.5（记分第1版）"),
        ((LISTED, 3, False, None), "-2.00", "第3次列入记-2（记分第1版）"),
        ((LISTED, 1, True, None), "-3.00", "重点项目第1次列入记-3（记分第1版）"),
        ((LISTED, 1, True, Decimal(2)), "-2.00", "重点项目第1次列入记-3（记分第1版），以目标权重2为限"),
    ],
)
def test_an_entry_says_what_it_takes_and_why(its: Entry, taken: str, reckoned: str) -> None:
    first, found, why = entry_lines(sheet(its))
    assert first == f"条目2026/T001/1“目标”（已列入）：{taken}"
    assert found == (
        "第001厅，2026年3月10日发现、2026年3月10日列入（现场，核查2026-1，王文2026年3月10日签字）：进度滞后"
    )
    assert why == reckoned


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"restored": "0.5"}, "，2026年5月6日复查通过，恢复50%（恢复记分第1版），记-0.75"),
        ({"restored": "1"}, "，2026年5月6日复查通过，恢复100%（恢复记分第1版），记-0.75"),
        ({"restored": "0.125"}, "，2026年5月6日复查通过，恢复12.5%（恢复记分第1版），记-0.75"),
        ({"restored": None}, "，2026年5月6日复查通过，恢复记分未设定"),
    ],
)
def test_what_was_made_good_says_what_came_back(change: dict[str, Any], words: str) -> None:
    data = sheet((MADE_GOOD, 1, False, None))
    data["lines"][0]["entries"][0].update(change, made_good_on="2026-05-06")
    assert entry_lines(data)[2] == f"第1次列入记-1.5（记分第1版）{words}"


def test_an_entry_that_was_withdrawn_takes_nothing_and_says_so() -> None:
    data = sheet((EntryState.WITHDRAWN, 1, False, None))
    data["lines"][0]["entries"][0].update(points="0", points_version=None, size=None)
    first, _, why = entry_lines(data)
    assert (first, why) == ("条目2026/T001/1“目标”（经裁定撤销）：-0.00", "已撤销的条目不扣分")


def test_an_unset_table_leaves_entry_and_line_without_points() -> None:
    data = sheet((LISTED, 1, False, None))
    data["lines"][0].update(points=None)
    data["lines"][0]["entries"][0].update(taken=None, size=None, points=None, points_version=None)
    first, _, why = entry_lines(data)
    assert first.endswith("（已列入）：未设定")
    assert why == "第1次列入记未设定"
    assert "  合计未设定" in format_score(data)


def test_an_entry_without_way_inspection_or_signature_leaves_them_out() -> None:
    data = sheet((LISTED, 1, False, None))
    change = data["lines"][0]["entries"][0].update
    change(signed_on=None)
    assert "（现场，核查2026-1）：进度滞后" in entry_lines(data)[1]
    change(way="")
    assert "（核查2026-1）：进度滞后" in entry_lines(data)[1]
    change(inspection="")
    assert entry_lines(data)[1] == "第001厅，2026年3月10日发现、2026年3月10日列入：进度滞后"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ended_on": None, "ruling": "未裁定"}, "第1次申诉：第001厅2026年3月12日提出，未裁定"),
        (
            {"ended_on": "2026-03-20", "ruling": "维持", "reason": "证据充分"},
            "第1次申诉：第001厅2026年3月12日提出，2026年3月20日维持：证据充分",
        ),
    ],
)
def test_an_appeal_stands_below_its_entry(change: dict[str, Any], words: str) -> None:
    data = sheet((LISTED, 1, False, None))
    data["lines"][0]["entries"][0]["appeals"] = [APPEAL | change]
    assert f"    {words}" in format_score(data)


def test_the_ratings_say_mean_and_number_and_a_carried_weight_its_reason() -> None:
    data = exported(None, rated(["80", "90", "100"], "未参加", Decimal(90)))
    said = format_score(data)
    assert "  3人评价，平均90.00，量表最高100" in said
    assert "  权重3（第1部分6.1）×平均÷量表最高分" in said
    data["lines"][6]["carries"] = True
    assert "  权重3（第1部分6.1）×平均÷量表最高分；未参加创新项目评选的不计，改占4.5" in format_score(data)


def test_the_newest_paper_is_first_and_the_one_before_it_says_so() -> None:
    data = exported()
    [newest] = data["lines"][7]["papers"]
    data["lines"][7]["papers"] = [newest | {"project": "一次办", "reason": "复核更正"}, newest | {"value": "一等奖"}]
    paper = "（黔目标办〔2027〕3号，2027年1月12日，2027年1月20日登记）"
    said = format_score(data)
    at = said.index("创新项目评选（3）：2.00")
    assert said[at + 2 : at + 4] == [f"  二等奖，一次办{paper[:-1]}），更正原因：复核更正", f"  此前：一等奖{paper}"]


def test_what_comes_later_what_is_exempt_and_what_lacks_stand_under_the_sheet() -> None:
    later = {"entry": "2026/T009/1", "name": "公路", "change": "changed", "state": "withdrawn"}
    paper = {"decided_by": "领导小组", "paper_number": "黔〔2027〕4号", "paper_date": "2027-01-15"}
    exempt = {"target": "T003", "name": "桥", "reason": "任务取消", "recorded_on": "2027-01-20", **paper}
    data = exported() | {"later": [later], "exempted": [exempt], "lacks": ["申诉未裁定"], "founded_on": "2026-05-01"}
    said = format_score(data)
    assert said[2] == "2026年5月1日设立，按设立以后的情况考评。"
    assert said[-9:] == [
        "",
        "截止日以后，不改变得分：",
        "  条目2026/T009/1“公路”：考评截止日以后变更，经裁定撤销",
        "",
        "免予考评的目标：",
        "  T003“桥”：任务取消（领导小组黔〔2027〕4号，2027年1月15日，2027年1月20日登记）",
        "",
        "还缺：",
        "  申诉未裁定",
    ]


def test_at_the_floor_the_entries_have_no_share() -> None:
    data = sheet(*[(LISTED, 1, True, None)] * 17)
    said = format_score(data)
    assert "职能绩效目标（50）：0.00，扣至0" in said
    assert "  各条目合并超过50，扣至0" in said
    assert sum(each.endswith("：合并扣至0，不分摊") for each in said) == 17
