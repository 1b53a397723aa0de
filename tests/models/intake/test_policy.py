"""The form of `set_policy`: all errors at once, a value of the setting's type (A11, A14)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.intake.faults import complain
from models.intake.policy import PolicySet
from models.ledger.acts import find_act, read_input
from models.rules.errors import Refused
from models.rules.policy import SETTINGS
from models.rules.setting import PolicySource

if TYPE_CHECKING:
    from collections.abc import Mapping


SAID = {"key": "appeal_lodging_days", "value": "10", "basis": "黔目标办〔2026〕5号"}


def refused(data: Mapping[str, Any]) -> str:
    with pytest.raises(Refused) as refusal:
        read_input(find_act("set_policy"), data)
    return refusal.value.message


def test_a_value_is_stored_as_its_setting_parses_it() -> None:
    result = PolicySet.model_validate(SAID)
    assert (result.value, result.valid_from, result.origin) == (10, None, PolicySource.LOCAL)


def test_the_source_of_a_value_can_be_given() -> None:
    result = PolicySet.model_validate(SAID | {"origin": "标准条文", "valid_from": "2026-05-01"})
    assert (result.origin, result.valid_from) == (PolicySource.CLAUSE, date(2026, 5, 1))


def test_a_value_of_the_wrong_kind_is_refused() -> None:
    assert refused(SAID | {"value": "两周"}) == "“设定机构规则”未执行：“内容”“两周”不是工作日数，应为1到366的整数。"


def test_an_unknown_setting_is_refused_with_those_there_are() -> None:
    result = refused(SAID | {"key": "bonus"})
    assert result.startswith(
        "“设定机构规则”未执行：“设定”没有名为“bonus”的设定，可设定的有：负面清单记分（negative_points）、"
    )


@pytest.mark.parametrize("field", SAID)
def test_a_setting_has_its_value_and_its_basis(field: str) -> None:
    assert "必填" in refused({name: value for name, value in SAID.items() if name != field})


BASIS = "黔目标办〔2026〕5号"
DAYS = [key for key in SETTINGS if key.endswith("_days")]
POINTS = "不是记分，应为0或负数，最多两位小数，如-1，或按次写成-1、-2。"
SHARE = "应为：全部恢复、不恢复，或恢复的比例，如50%。"


def stored(key: str, value: object) -> object:
    return PolicySet.model_validate({"key": key, "value": value, "basis": BASIS}).value


def complaint(**more: object) -> str:
    data: dict[str, Any] = {"key": "restoring", "value": "50%", "basis": BASIS} | more
    with pytest.raises(ValidationError) as error:
        PolicySet.model_validate(data)
    return complain(error.value, PolicySet)


@pytest.mark.parametrize("key", DAYS)
@pytest.mark.parametrize(("value", "days"), [("1", 1), (366, 366), (" 10 ", 10), ("１５", 15), ("007", 7)])
def test_working_days_are_whole_numbers(key: str, value: object, days: int) -> None:
    assert stored(key, value) == days


@pytest.mark.parametrize("key", DAYS)
@pytest.mark.parametrize("value", ["0", 367, -1, "10天", "1.5", "", "三十", True, None, [10]])
def test_other_working_days_are_refused(key: str, value: object) -> None:
    assert complaint(key=key, value=value) == f"“内容”“{value}”不是工作日数，应为1到366的整数。"


@pytest.mark.parametrize(
    ("value", "sizes"),
    [
        ("-1", {"ordinary": ["-1"]}),
        ("-1、-2", {"ordinary": ["-1", "-2"]}),
        ("－０.5, −1;-2", {"ordinary": ["-0.5", "-1", "-2"]}),
        (-1.5, {"ordinary": ["-1.5"]}),
        ([-1, "-2.50"], {"ordinary": ["-1", "-2.5"]}),
        (0, {"ordinary": ["0"]}),
        ({"一般": "-1", "重点项目": "-2、-4"}, {"ordinary": ["-1"], "key_projects": ["-2", "-4"]}),
        ({"ordinary": -1, "key_projects": [-2]}, {"ordinary": ["-1"], "key_projects": ["-2"]}),
    ],
)
def test_points_are_stored_by_occurrence(value: object, sizes: dict[str, list[str]]) -> None:
    assert stored("negative_points", value) == sizes


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1", f"“1”{POINTS}"),
        ("-1.234", f"“-1.234”{POINTS}"),
        ("-1、", f"“”{POINTS}"),
        ("扣一分", f"“扣一分”{POINTS}"),
        ([], f"“[]”{POINTS}"),
        ([-1, True], f"“True”{POINTS}"),
        ({"一般": "-1", "重大": "-2"}, "没有“重大”这一类，可填：一般、重点项目。"),
        ({"重点项目": "-2"}, "须写明一般目标的记分。"),
        ({}, "须写明一般目标的记分。"),
    ],
)
def test_other_points_are_refused(value: object, words: str) -> None:
    assert complaint(key="negative_points", value=value) == f"“内容”{words}"


@pytest.mark.parametrize(
    ("value", "policy", "share"),
    [
        ("全部恢复", "full", "1"),
        ("不恢复", "none", "0"),
        ("50%", "partial", "0.5"),
        ("部分恢复30％", "partial", "0.3"),
        ("1", "partial", "1"),
    ],
)
def test_the_restored_share_is_stored(value: str, policy: str, share: str) -> None:
    assert stored("restoring", value) == {"policy": policy, "share": share}


@pytest.mark.parametrize("value", ["101%", "1.01", "一半", "", "-50%", "恢复", None])
def test_another_share_is_refused(value: object) -> None:
    assert complaint(value=value) == f"“内容”“{value}”{SHARE}"


@pytest.mark.parametrize("key", SETTINGS)
def test_a_setting_can_be_unset_and_its_example_is_valid(key: str) -> None:
    assert stored(key, "未设定") is None
    assert stored(key, SETTINGS[key].example.partition("（")[0])


@given(sizes=st.lists(st.decimals(-9999, 0, places=2), min_size=1, max_size=5))
def test_stored_points_are_read_again_as_the_same(sizes: list[object]) -> None:
    once = stored("negative_points", [str(size) for size in sizes])
    assert stored("negative_points", once) == once


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"basis": " "}, "“依据”不能为空。"),
        ({"basis": "文" * 201}, "“依据”不能超过200个字。"),
        ({"origin": "惯例"}, "“来源”“惯例”不在可选范围内，可填：标准条文、本系统默认、机构设定。"),
        ({"origin": None}, "“来源”不能为空。"),
        ({"valid_from": "下月"}, "“生效日期”不是有效日期，应为2026-06-30这样的写法。"),
        ({"value": "一半", "basis": ""}, f"“内容”“一半”{SHARE[:-1]}；“依据”不能为空。"),
    ],
)
def test_a_wrong_field_is_named(more: dict[str, object], words: str) -> None:
    assert complaint(**more) == words


@pytest.mark.parametrize("origin", PolicySource)
def test_each_source_is_given_by_its_label(origin: PolicySource) -> None:
    data = {"key": "restoring", "value": "50%", "basis": BASIS, "origin": origin.label}
    assert PolicySet.model_validate(data).origin is origin
