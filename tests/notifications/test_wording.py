"""Lists in a notice; the other words are tested with the samples (test_samples.py)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.wording import brief, by_number, listed, naming, numbered, rest, short_title


def test_a_robots_list_has_a_line_each_and_says_how_many_it_leaves_out() -> None:
    assert listed(["甲", "乙", "丙"], shown=2) == "\n1. 甲\n2. 乙\n另有1项未列出。\n"
    assert listed(["甲乙丙"], 2, before="变化") == "\n变化1. 甲…\n\n"
    assert listed([]).strip() == ""


def test_the_largest_number_comes_first() -> None:
    assert by_number({"省水利厅": 1, "省教育厅": 5}) == ["省教育厅：5项", "省水利厅：1项"]
    assert by_number({"长" * 31: 1}, 30) == ["长" * 29 + "…：1项"]


def test_a_list_is_numbered_and_its_lines_may_be_shortened() -> None:
    assert numbered(["甲", "乙丙丁"]) == "1. 甲\n2. 乙丙丁"
    assert numbered(["甲乙丙"], 2) == "1. 甲…"
    assert numbered([]) == ""


def test_a_list_says_what_it_leaves_out() -> None:
    assert rest(["甲"] * 7, 5) == "另有2项未列出。"
    assert rest(["甲"] * 7, 5, "个部门") == "另有2个部门未列出。"
    assert rest(["甲"] * 5, 5) == ""


def test_a_duty_names_its_first_targets_and_says_how_many_there_are() -> None:
    assert naming(["甲", "乙"], 2) == "甲、乙。"
    assert naming(["甲", "乙"], 9) == "甲、乙等9项。"
    assert naming([], 0) == ""


LONG = "省住房和城乡建设厅"
DUTIES = ("2026年第三季度分析会", "2026年第三季度自查", "2026年第三季度在线复核")


@pytest.mark.parametrize(
    ("title", "limit", "short"),
    [
        ("2026年3月月度检查", 20, "2026年3月月度检查"),
        (f"{LONG}：2026年第三季度分析会", 20, "省住房…建设厅：2026年第三季度分析会"),
        (f"{LONG}：2026年第三季度分析会", 10, "省住房…建设厅：2…"),
        ("整改“新建农村公路一百二十公里”（第2轮）", 18, "整改“新建农村公路一百…”（第2轮）"),
        ("整改“公路”", 18, "整改“公路”"),
        (f"{LONG}：整改“新建农村公路一百二十公里”", 20, "省住房…建设厅：整改“新建农村公路一…”"),
    ],
)
def test_the_middle_of_the_department_is_cut_and_the_duty_stays(title: str, limit: int, short: str) -> None:
    assert short_title(title, limit) == short


def test_three_duties_of_one_department_stay_three() -> None:
    assert len({short_title(f"{LONG}：{duty}", 26) for duty in DUTIES}) == len(DUTIES)


@given(st.text("省厅：“”会", max_size=60), st.integers(10, 60))
def test_no_title_is_longer_than_its_limit(title: str, limit: int) -> None:
    assert len(short_title(title, limit)) <= limit


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("请核对《贵州省机关目标绩效管理办法》第三条", "请核对…"),
        ("请核对「新建（《规划》所列）」的工程和其他附属工程", "请核对「新建（《规划》所列）」的工…"),
        ("《贵州省机关目标绩效管理办法实施细则》第三条", "《贵州省机关目标绩效管理办法实…"),
        ("短的《办法》不变", "短的《办法》不变"),
    ],
)
def test_a_quotation_is_not_cut(line: str, shown: str) -> None:
    assert brief(line, 18 if "规划" in line else 16) == shown
