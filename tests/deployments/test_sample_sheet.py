"""A sample as text: warnings come first, and sealed values are not shown."""

from typing import Any

import pytest

from deployments.check_program import redraw_program
from deployments.sample_sheet import sheet_of

COMMITTED: dict[str, Any] = {
    "subject": "2026-1",
    "purpose": "team",
    "attempt": 1,
    "marks": ["仅凭抽取方保证"],
    "reason": "",
    "state": "committed",
    "committed_on": "2026-10-01",
    "rule_words": "每层抽1项",
    "titles": {"D001": "第001厅"},
    "population": [["D001", 1, ["a", "b"]]],
    "population_hash": "p",
    "secret_hash": "s",
    "plan_hash": "",
    "commitment_hash": "",
    "number_kind": "",
    "number_name": "",
    "known_on": None,
    "number": "",
    "drawn_on": None,
    "drawn": [],
    "mistyped": [],
    "secret": "",
    "revealed_on": None,
    "earlier": [],
    "related": [],
}
DRAWN = COMMITTED | {"state": "drawn", "drawn_on": "2026-10-02", "drawn": [["D001", ["b"]]]}


def test_warnings_come_right_after_the_title() -> None:
    text = list(sheet_of(COMMITTED))
    assert text[:2] == ["抽样文书：2026-1，抽取核查组，已承诺，待抽取", "注意：仅凭抽取方保证"]
    assert text[-1] == "以上内容请在抽取前公布；公布后总体、抽取办法和密数都不能再改。"


def test_one_stratum_needs_no_sum_and_two_have_one() -> None:
    assert "合计" not in "".join(sheet_of(COMMITTED))
    two = COMMITTED | {"population": [["D001", 1, ["a", "b"]], ["D002", 1, ["c"]]]}
    assert ["合计", "3", "2"] in [line.split() for line in "\n".join(sheet_of(two)).splitlines()]


def test_the_drawn_are_named_by_the_title_of_their_stratum() -> None:
    text = list(sheet_of(DRAWN))
    assert text[-3:-1] == ["抽取日期：2026-10-02", "抽中 D001 第001厅：b"]
    assert text[-1].endswith("mubiao sample reveal 2026-1 --purpose team")


def test_the_hash_of_the_commitment_and_the_form_of_the_number_are_published() -> None:
    number = {"number_kind": "lottery_3d", "number_name": "福彩3D第2026270期", "known_on": "2026-10-10"}
    text = list(sheet_of(COMMITTED | number | {"commitment_hash": "c", "plan_hash": "f"}))
    assert {"承诺校验码：c", "方案校验码：f", "公开数：福彩3D第2026270期（2026-10-10公布）"} <= set(text)
    assert "公开数种类：福彩3D；写法：三个数字，按开奖次序，如058" in text


def test_a_published_draw_comes_with_the_program_that_repeats_it() -> None:
    text = "\n".join(sheet_of(DRAWN | {"secret": "abc", "revealed_on": "2026-10-03"}))
    assert text.endswith(redraw_program())
    assert "import json" in redraw_program()


def test_without_the_program_it_still_says_how_to_get_it() -> None:
    text = "\n".join(sheet_of(DRAWN | {"secret": "abc", "revealed_on": "2026-10-03"}, script=False))
    assert "import json" not in text
    assert "不用本系统核验：mubiao sample verify --script > redraw.py；python3 redraw.py 抽样.json" in text


def test_a_mistyped_number_and_its_draw_stand_before_the_second_one() -> None:
    first = {"number": "085", "drawn_on": "2026-10-01", "reason": "录错", "drawn": [["D001", ["a"]]]}
    text = list(sheet_of(DRAWN | {"mistyped": [first]}))
    assert text[-4:-1] == [
        "更正前：2026-10-01，公开数录为 085（录错）",
        "更正前抽中 D001 第001厅：a",
        "抽中 D001 第001厅：b",
    ]


def test_commitments_for_other_inspections_of_the_kind_are_named() -> None:
    related = {"subject": "2026-2", "inspection": "cancelled", "purpose": "team", "attempt": 1, "state": "committed"}
    days = {"committed_on": "2026-09-08", "drawn_on": None, "hash": "ab"}
    text = list(sheet_of(COMMITTED | {"related": [related | days]}))
    words = "核查2026-2（已取消）抽取核查组，2026年9月8日承诺，未抽取，校验码ab"
    assert text[-1] == f"同类别、同期间的其他抽样：{words}"


@pytest.mark.parametrize(
    ("before", "came_to"),
    [
        (COMMITTED | {"secret": ""}, "未抽取；总体校验码 p，密数 已不在"),
        (DRAWN | {"secret": "abc"}, "抽取1项；总体校验码 p，密数 abc"),
    ],
)
def test_earlier_commitments_stay_visible(before: dict[str, Any], came_to: str) -> None:
    text = list(sheet_of(COMMITTED | {"attempt": 2, "reason": "名单有误", "earlier": [before]}))
    assert text[0].startswith("抽样文书（第2次承诺）")
    assert "再次承诺的原因：名单有误" in text
    assert text[-1] == f"此前：第1次承诺（2026-10-01），{came_to}"


def test_a_line_end_in_what_the_agency_wrote_makes_no_second_line() -> None:
    typed = {"drawn_on": "2026-10-02", "number": "1", "drawn": [], "reason": "错\n抽中 D001：a"}
    said = {"marks": ["甲\n公开数：乙"], "reason": "丙\n承诺校验码：丁", "mistyped": [typed]}
    text = list(
        sheet_of(DRAWN | said | {"number_kind": "lottery_3d", "number_name": "戊\n己", "known_on": "2026-10-01"})
    )
    assert {"注意：甲 公开数：乙", "再次承诺的原因：丙 承诺校验码：丁", "公开数：戊 己（2026-10-01公布）"} <= set(text)
    assert "更正前：2026-10-02，公开数录为 1（错 抽中 D001：a）" in text
