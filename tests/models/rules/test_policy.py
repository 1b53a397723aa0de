"""The values of a setting and their words; there is no default (A11, A14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.rules.errors import Refused
from models.rules.points import PointsTable
from models.rules.policy import (
    NEGATIVE_POINTS,
    RESTORING,
    SETTINGS,
    Setting,
    find_setting,
    in_force,
    points_table,
    read_value,
    restored_share,
    say_value,
)

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
    assert setting.clause in ("1-2.23", "3-4.3", "3-6.2.2")


def test_an_unknown_setting_is_refused_and_those_there_are_named() -> None:
    assert find_setting("restoring") is RESTORING
    with pytest.raises(Refused) as refusal:
        find_setting("bonus")
    assert refusal.value.message == (
        "没有名为“bonus”的设定，可设定的有：negative_points、restoring、appeal_lodging_days、appeal_answer_days、"
        "appeal_ruling_days、urgent_inspection_days。"
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
