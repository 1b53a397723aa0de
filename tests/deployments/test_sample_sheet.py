"""A sample as text: warnings come first, and sealed values are not shown."""

from typing import Any

import pytest

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
    "number_name": "",
    "known_on": None,
    "number": "",
    "drawn_on": None,
    "drawn": [],
    "secret": "",
    "revealed_on": None,
    "earlier": [],
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
