"""The values of a setting and their words; there is no default (A11, A14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.points import PointsTable
from models.rules.policy import (
    NEGATIVE_POINTS,
    POVERTY_LEAST,
    RESTORING,
    SETTINGS,
    find_setting,
    in_force,
    meant,
    points_table,
    read_value,
    restored_share,
    say_value,
    write_value,
)
from models.rules.setting import Setting

DAYS = SETTINGS["appeal_answer_days"]


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A stored version of a setting."""

    valid_from: date
    value: int


@pytest.mark.parametrize(
    ("data", "stored", "words"),
    [
        ("-2", {"ordinary": ["-2"]}, "每项-2分"),
        (-2, {"ordinary": ["-2"]}, "每项-2分"),
        (-0.5, {"ordinary": ["-0.5"]}, "每项-0.5分"),
        ("0", {"ordinary": ["0"]}, "每项0分"),
        ("-0", {"ordinary": ["0"]}, "每项0分"),
        ("－1、−2.50", {"ordinary": ["-1", "-2.5"]}, "第1次-1分，第2次起-2.5分"),
        ("-1，-2；-3", {"ordinary": ["-1", "-2", "-3"]}, "第1次-1分，第2次-2分，第3次起-3分"),
        ([-1, "-2"], {"ordinary": ["-1", "-2"]}, "第1次-1分，第2次起-2分"),
        (
            {"一般": "-1", "重点项目": ["-3", "-5"]},
            {"ordinary": ["-1"], "key_projects": ["-3", "-5"]},
            "每项-1分；重点项目第1次-3分，第2次起-5分",
        ),
        ({"ordinary": [-1]}, {"ordinary": ["-1"]}, "每项-1分"),
    ],
)
def test_points_are_written_by_occurrence(data: Any, stored: object, words: str) -> None:
    assert read_value(NEGATIVE_POINTS, data) == stored
    assert say_value(NEGATIVE_POINTS, stored) == words


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ("2", "“2”不是记分，应为0或负数，最多两位小数，如-1，或按次写成-1、-2"),
        (0.1, "“0.1”不是记分"),
        ("-1、2", "“2”不是记分"),
        ("", "“”不是记分"),
        ([], "不是记分"),
        (True, "不是记分"),
        ("-1.234", "不是记分"),
        ("-1e3", "不是记分"),
        ("-12345", "不是记分"),
        (None, "不是记分"),
        ({"重点项目": "-1"}, "须写明一般目标的记分"),
        ({"一般": "-1", "创新": "-1"}, "没有“创新”这一类，可填：一般、重点项目"),
    ],
)
def test_invalid_points_raise(data: Any, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_value(NEGATIVE_POINTS, data)


def test_the_table_is_the_one_that_was_set() -> None:
    stored = {"ordinary": ["-1", "-2.5"], "key_projects": ["-4"]}
    assert points_table(stored) == PointsTable((Decimal(-1), Decimal("-2.5")), (Decimal(-4),))


@pytest.mark.parametrize(
    ("data", "policy", "share", "words"),
    [
        ("全部恢复", "full", "1", "全部恢复"),
        ("none", "none", "0", "不恢复"),
        ("50%", "partial", "0.5", "部分恢复50%"),
        ("部分恢复 ５０％", "partial", "0.5", "部分恢复50%"),
        ("partial 0.25", "partial", "0.25", "部分恢复25%"),
        (0.5, "partial", "0.5", "部分恢复50%"),
        ("0", "partial", "0", "部分恢复0%"),
        ("100%", "partial", "1", "部分恢复100%"),
    ],
)
def test_restoring_is_full_or_none_or_a_share(data: Any, policy: str, share: str, words: str) -> None:
    stored = read_value(RESTORING, data)
    assert (stored, say_value(RESTORING, stored)) == ({"policy": policy, "share": share}, words)
    assert restored_share(stored) == Decimal(share)


@pytest.mark.parametrize("data", ["部分恢复", "50", "101%", "-1", "一半", True, ""])
def test_an_invalid_share_raises(data: Any) -> None:
    with pytest.raises(ValueError, match="应为：全部恢复、不恢复，或恢复的比例，如50%"):
        read_value(RESTORING, data)


def test_a_limit_is_a_number_of_working_days() -> None:
    assert (read_value(DAYS, " 10 "), read_value(DAYS, 366), say_value(DAYS, 10)) == (10, 366, "10个工作日")


@pytest.mark.parametrize("data", ["0", "-1", "367", "5天", 2.5, True, ""])
def test_an_invalid_number_of_days_raises(data: Any) -> None:
    with pytest.raises(ValueError, match="不是工作日数，应为1到366的整数"):
        read_value(DAYS, data)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_a_setting_has_no_default_and_can_be_taken_back(setting: Setting) -> None:
    assert read_value(setting, "未设定") is None
    assert say_value(setting, None) == "未设定"
    assert setting.clause in (
        "1-2.7",
        "1-8.2",
        "3-6.2.1",
        "3-3.3",
        "3-6.2.4",
        "3-7.2",
        "1-2.14",
        "1-2.15",
        "1-2.16",
        "1-2.19",
        "1-2.23",
        "1-6.1",
        "1-6.2",
        "1-8.1",
        "3-4.3",
        "3-4.4",
        "3-6.2.2",
        "3-7.5",
        "GB/T 9704",
    )


def test_an_unknown_setting_is_refused_and_those_there_are_named() -> None:
    assert find_setting("restoring") is RESTORING
    assert find_setting("补欠后恢复记分") is RESTORING
    with pytest.raises(Refused) as refusal:
        find_setting("bonus")
    assert refusal.value.message == (
        "没有名为“bonus”的设定，可设定的有：负面清单记分（negative_points）、补欠后恢复记分（restoring）、"
        "告知列入后提出申诉的时限（appeal_lodging_days）、申诉提出后答复的时限（appeal_answer_days）、"
        "申诉受理后裁定的时限（appeal_ruling_days）、紧急核查下达后核查签字的时限（urgent_inspection_days）、"
        "脱贫攻坚目标的名称和最少项数（poverty_relief_least）、动态目标来源文件的其他系列（source_series）、"
        "党建项目权重（party_item_weights）、进度为黄的下限（pace_yellow）、录入与核对（four_eyes）、"
        "专项核查的抽样（draw_special）、整改时限最多延长的次数（limit_extensions）、"
        "季度、中期核查方案下达的时限（plan_days）、年度核查方案下达的日期（year_end_plan_day）、"
        "年终复核不到现场的部门比例（unvisited_share）、在线复核的第二人（review_second）、公文版式（letterhead）、"
        "考评截止日（appraisal_cut_off）、单位类别（unit_classes）、单位等次比例（grade_quotas）、个人优秀比例（individual_ratios）、"
        "省领导评价的量表（leader_scale）、省领导评价的最少人数（leader_least）、"
        "创新项目各等次的分值（innovation_prizes）、未参加创新项目评选的计分（innovation_absent）、"
        "创新项目评委的最少人数（innovation_quorum）、创新项目各等次的项数（innovation_places）、考评异议的时限（objection_days）、"
        "公众测评的群体（survey_groups）、公众测评各群体的权重（survey_group_weights）。"
    )


def test_the_version_in_force_is_the_last_one_set_that_has_begun() -> None:
    may = date(2026, 5, 1)
    versions = [
        StoredVersion(date(2026, 1, 1), 1),
        StoredVersion(may, 2),
        StoredVersion(may, 3),
        StoredVersion(date(2027, 1, 1), 4),
    ]
    results = [in_force(versions, day) for day in (date(2025, 12, 31), date(2026, 4, 30), may, date(2026, 12, 31))]
    assert results == [None, versions[0], versions[2], versions[2]]


# Edges of what a person may write


@pytest.mark.parametrize(
    ("data", "stored"),
    [
        ("-9999.99", ["-9999.99"]),
        ("-0.01", ["-0.01"]),
        ("-00", ["0"]),
        ("-1.0", ["-1"]),
        ("-10", ["-10"]),
        (" -1 ", ["-1"]),
        ("-1、-1", ["-1", "-1"]),
        ((-1, -2), ["-1", "-2"]),
        ("-1；-2，-3、-4", ["-1", "-2", "-3", "-4"]),
        (Decimal("-2.50"), ["-2.5"]),
    ],
)
def test_sizes_at_their_limits_are_stored_plainly(data: Any, stored: list[str]) -> None:
    assert read_value(NEGATIVE_POINTS, data) == {"ordinary": stored}


@pytest.mark.parametrize(
    "data", ["-10000", "-0.001", "-1,", "、-1", "- 1", "+1", "0.01", "-１２３４５", ["-1、-2"], [[]], "--1"]
)
def test_sizes_beyond_their_limits_raise(data: Any) -> None:
    with pytest.raises(ValueError, match=r"不是记分，应为0或负数，最多两位小数，如-1，或按次写成-1、-2$"):
        read_value(NEGATIVE_POINTS, data)


@pytest.mark.parametrize(
    ("data", "named"),
    [({"创新": "-1"}, "创新"), ({"创新": "-1", "一般": "-1", 3: "-1"}, "创新、3"), ({"Ordinary": "-1"}, "Ordinary")],
)
def test_all_unknown_kinds_are_named(data: Any, named: str) -> None:
    with pytest.raises(ValueError, match=f"^没有“{named}”这一类，可填：一般、重点项目$"):
        read_value(NEGATIVE_POINTS, data)


@pytest.mark.parametrize(
    ("data", "stored"),
    [
        ({"重点项目": "-3", "一般": "-1"}, {"key_projects": ["-3"], "ordinary": ["-1"]}),
        ({"ordinary": "-1", "重点项目": [-3]}, {"key_projects": ["-3"], "ordinary": ["-1"]}),
        ({"一般": "0", "key_projects": "0"}, {"key_projects": ["0"], "ordinary": ["0"]}),
    ],
)
def test_the_kinds_may_come_in_any_order_and_by_label_or_key(data: Any, stored: object) -> None:
    assert read_value(NEGATIVE_POINTS, data) == stored


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"ordinary": ["-1"], "key_projects": ["-2"]}, "每项-1分；重点项目每项-2分"),
        ({"ordinary": ["-1", "-2", "-3"], "key_projects": ["0"]}, "第1次-1分，第2次-2分，第3次起-3分；重点项目每项0分"),
        ({"ordinary": ["-1"], "key_projects": []}, "每项-1分"),
    ],
)
def test_the_words_list_the_last_size_as_the_one_that_stays(stored: object, words: str) -> None:
    assert say_value(NEGATIVE_POINTS, stored) == words


@pytest.mark.parametrize(
    ("data", "share", "words"),
    [
        ("12.5%", "0.125", "部分恢复12.5%"),
        ("0.01", "0.01", "部分恢复1%"),
        ("0.01%", "0.0001", "部分恢复0.01%"),
        ("1", "1", "部分恢复100%"),
        ("100.00%", "1", "部分恢复100%"),
        ("0%", "0", "部分恢复0%"),
        ("部分恢复99.99%", "0.9999", "部分恢复99.99%"),
        (1, "1", "部分恢复100%"),
    ],
)
def test_a_share_is_exact_up_to_its_limits(data: Any, share: str, words: str) -> None:
    stored = read_value(RESTORING, data)
    assert stored == {"policy": "partial", "share": share}
    assert say_value(RESTORING, stored) == words


@pytest.mark.parametrize(
    "data", ["100.01%", "1.01", "0.125", "全部恢复50%", "50 %", "1000%", "%", "0.5.5", "半数", None, [], "-0"]
)
def test_a_share_beyond_its_limits_raises_with_the_text_as_written(data: Any) -> None:
    with pytest.raises(ValueError, match=r"应为：全部恢复、不恢复，或恢复的比例，如50%$") as raised:
        read_value(RESTORING, data)
    assert str(raised.value).startswith(f"“{data}”")


@pytest.mark.parametrize(
    ("data", "days"), [("1", 1), (1, 1), ("2", 2), ("365", 365), ("366", 366), ("007", 7), ("１０", 10), (" 5\n", 5)]
)
def test_every_number_of_days_from_1_to_366_is_read(data: Any, days: int) -> None:
    assert (read_value(DAYS, data), say_value(DAYS, days)) == (days, f"{days}个工作日")


@pytest.mark.parametrize("data", ["000", "999", "1000", "10.0", "1e1", "+5", "1 0", None, [5], "五"])
def test_a_number_of_days_is_written_in_up_to_three_digits(data: Any) -> None:
    with pytest.raises(ValueError, match=r"不是工作日数，应为1到366的整数$") as raised:
        read_value(DAYS, data)
    assert str(raised.value).startswith(f"“{data}”")


# The settings


@given(st.integers(1, 366))
def test_a_number_of_days_is_read_back_from_its_text(days: int) -> None:
    assert read_value(DAYS, str(days)) == read_value(DAYS, days) == days


@given(st.lists(st.decimals("-9999.99", 0, places=2), min_size=1, max_size=5))
def test_a_table_of_sizes_is_the_same_after_it_was_stored(sizes: list[Decimal]) -> None:
    stored = read_value(NEGATIVE_POINTS, "、".join(map(str, sizes)))
    assert points_table(stored) == PointsTable(tuple(sizes))


@given(st.decimals(0, 100, places=2))
def test_a_share_in_percent_is_the_same_after_it_was_stored(percent: Decimal) -> None:
    assert restored_share(read_value(RESTORING, f"{percent}%")) * 100 == percent


def test_only_the_time_limits_and_the_layout_of_papers_do_not_reach_back() -> None:
    found = {setting.key: setting.clause for setting in SETTINGS.values() if setting.prospective}
    assert found == {
        "appeal_lodging_days": "3-4.3",
        "appeal_answer_days": "3-4.3",
        "appeal_ruling_days": "3-4.3",
        "urgent_inspection_days": "3-6.2.2",
        "review_second": "3-7.2",
        "plan_days": "3-6.2.1",
        "year_end_plan_day": "3-6.2.1",
        "unvisited_share": "3-3.3",
        "letterhead": "GB/T 9704",
    }


@pytest.mark.parametrize(
    ("order", "day", "value"),
    [
        ([1, 2, 3], "2026-03-01", 3),
        ([3, 2, 1], "2026-03-01", 1),  # the last one set wins, even if it begins earlier
        ([3, 1, 2], "2026-02-01", 2),
        ([3, 1, 2], "2026-01-31", 1),
        ([2, 3], "2026-01-31", None),
        ([], "2026-03-01", None),
    ],
)
def test_of_all_versions_that_have_begun_the_last_one_set_applies(
    order: list[int], day: str, value: int | None
) -> None:
    versions = (StoredVersion(date(2026, month, 1), month) for month in order)
    found = in_force(versions, date.fromisoformat(day))
    assert (found and found.value) == value


@pytest.mark.parametrize(
    ("data", "named"), [(None, ""), (True, ""), ([], "[]"), ([-1, None], "None"), ({"一般": 5}, "5")]
)
def test_a_refused_size_is_named_as_it_was_understood(data: Any, named: str) -> None:
    with pytest.raises(ValueError, match="不是记分") as raised:
        read_value(NEGATIVE_POINTS, data)
    assert str(raised.value).startswith(f"“{named}”不是记分")


def test_a_table_without_ordinary_sizes_is_refused_in_one_sentence() -> None:
    for data in ({}, {"重点项目": "-1"}):
        with pytest.raises(ValueError, match=r"^须写明一般目标的记分$"):
            read_value(NEGATIVE_POINTS, data)


@pytest.mark.parametrize("written", ["巩固脱贫成果目标1项", "巩固脱贫成果目标、1", "巩固脱贫成果目标：１项"])
def test_a36_the_name_and_the_least_number_are_read_in_several_spellings(written: str) -> None:
    stored = read_value(POVERTY_LEAST, written)
    assert stored == {"label": "巩固脱贫成果目标", "least": 1}
    assert read_value(POVERTY_LEAST, write_value(POVERTY_LEAST, stored)) == stored


@pytest.mark.parametrize("written", ["", "1项", "巩固脱贫成果目标", "巩固脱贫成果目标100项", 3])
def test_a36_a_name_without_a_number_and_a_number_without_a_name_raise(written: Any) -> None:
    with pytest.raises(ValueError, match="应写明名称和最少项数"):
        read_value(POVERTY_LEAST, written)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_every_example_can_be_typed_as_it_stands(setting: Setting) -> None:
    assert say_value(setting, read_value(setting, setting.example)) not in ("", "未设定")


def test_an_example_without_its_unit_says_what_it_means() -> None:
    assert meant(DAYS) == "5个工作日"
    assert meant(POVERTY_LEAST) == ""
    assert meant(NEGATIVE_POINTS) == "第1次-1分，第2次起-2分；或一般：-1；重点项目：-2"
    assert meant(SETTINGS["leader_scale"]) == "或0–100"
