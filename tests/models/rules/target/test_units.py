"""Units: which convert into which, exactly, and which are proposed as 可加."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.target.units import SIZES, is_proposed_addable, is_rate, plain, ratio, read_unit

CONVERTED = [
    ("万人", "人", 10_000), ("人", "万人", Fraction(1, 10_000)), ("亿元", "万元", 10_000),
    ("公顷", "亩", 15), ("亩", "公顷", Fraction(1, 15)), ("万亩", "平方公里", Fraction(20, 3)), ("公里", "米", 1000),
    ("千米", "公里", 1), ("万公里", "公里", 10_000), ("平方公里", "公顷", 100), ("㎡", "平方米", 1),
    ("万平米", "平方米", 10_000), ("亿立方米", "万立方米", 10_000),
    ("吨", "公斤", 1000), ("千克", "公斤", 1), ("公斤", "斤", 2), ("万吨", "吨", 10_000),
    ("万千瓦", "兆瓦", 10), ("吉瓦", "万千瓦", 100), ("亿千瓦时", "兆瓦时", 100_000), ("万户", "户", 10_000),
    ("万名", "人", 10_000), ("套", "套", 1), (" 万 人 ", "万人", 1), ("％", "%", 1), ("百分点", "百分点", 1),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "into", "factor"), CONVERTED)
def test_a_unit_converts_into_another_of_its_family(unit: str, into: str, factor: Fraction) -> None:
    assert ratio(unit, into) == factor


@pytest.mark.parametrize(
    ("unit", "into"),
    [("户", "人"), ("人次", "人"), ("亩", "米"), ("%", "百分点"), ("百分点", "分点"), ("元/人", "元"), ("", "人")],
)
def test_units_of_two_families_do_not_convert(unit: str, into: str) -> None:
    assert ratio(unit, into) is None
    assert ratio(into, unit) is None


UNITS = st.sampled_from([f"{multiple}{name}" for multiple in ("", "百", "千", "万", "亿") for name in [*SIZES, "户"]])


@given(UNITS, UNITS, UNITS)
def test_there_and_back_is_one_and_a_detour_changes_nothing(one: str, two: str, three: str) -> None:
    there, back = ratio(one, two), ratio(two, one)
    assert (there is None) == (back is None) == (read_unit(one).family != read_unit(two).family)
    if there and back:
        assert there * back == 1
        if further := ratio(two, three):
            assert ratio(one, three) == there * further


@pytest.mark.parametrize(
    "unit", ["人", "万人", "万名", "亿元", "万元", "公里", "个", "个村", "所", "套", "户", "人次", "吨", "亩"]
)
def test_these_are_proposed_as_addable(unit: str) -> None:
    assert is_proposed_addable(unit)


NOT_ADDABLE = [
    "%",
    "％",
    "‰",
    "百分点",
    "个百分点",
    "位",
    "名",
    "元/人",
    "元／人",
    "每万人",
    "就业率",
    "倍",
    "成",
    "%以上",
    "％左右",
    "百分比",
    "百分之",
    "个千分点",
    "人均",
    "占比",
    "综合指数",
    "分",
    "天",
    "工作日",
    "",
    " ",
]


@pytest.mark.parametrize("unit", NOT_ADDABLE)
def test_these_are_not_proposed(unit: str) -> None:
    assert not is_proposed_addable(unit)


@pytest.mark.parametrize("unit", NOT_ADDABLE)
def test_only_rates_are_never_added(unit: str) -> None:
    assert is_rate(unit) == (plain(unit) not in {"位", "名", "分", "天", "工作日", ""})
