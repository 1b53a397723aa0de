"""Amounts: the qualifier that words give a quantity, and the amounts that people write."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.target.amount import (
    SIZES,
    Amount,
    Direction,
    asked_in,
    half_unit,
    in_unit,
    is_proposed_addable,
    is_rate,
    plain,
    ratio,
    read_unit,
)

D = Decimal
LESS, MORE, EQUAL = Direction.NOT_LESS, Direction.NOT_MORE, Direction.EQUAL

QUALIFIED = [
    ("新建公路不少于1000公里", "1000", "公里", LESS, False),
    ("新建公路1000公里以上", "1000", "公里", LESS, False),
    ("新建公路1000公里", "1000", "公里", LESS, False),
    ("支出控制在100亿元以内", "100", "亿元", MORE, False),
    ("登记失业率不超过4.5%", "4.5", "%", MORE, False),
    ("登记失业率控制在百分之四点五以内", "4.5", "%", MORE, False),
    ("超过3000人", "3000", "人", LESS, False),
    ("事故死亡不得超过10人", "10", "人", MORE, False),
    ("事故死亡绝不能再超过10人", "10", "人", MORE, False),
    ("发案数未突破10起", "10", "起", MORE, False),
    ("发案数低于10起", "10", "起", MORE, False),
    ("发案数最多10起", "10", "起", MORE, False),
    ("发案数≤10起", "10", "起", MORE, False),
    ("发案数10起及以下", "10", "起", MORE, False),
    ("死亡人数10人以内", "10", "人", MORE, False),
    ("审批时间压减至10个工作日", "10", "个工作日", MORE, False),
    ("入户走访不得低于10次", "10", "次", LESS, False),
    ("入户走访不能少于10次", "10", "次", LESS, False),
    ("入户走访高于10次", "10", "次", LESS, False),
    ("增长6%左右", "6", "%", LESS, True),
    ("约 6万人", "6", "万人", LESS, True),
    ("节约100万元", "100", "万元", LESS, False),  # 节约 is no 约
    ("签约100亿元", "100", "亿元", LESS, False),
    ("培训300人，其中农村100人以内", "300", "人", LESS, False),  # of another number
    ("新增10套，其中不超过10套为公寓", "10", "套", MORE, False),  # the place with a qualifier
    ("不少于10套，其中不超过10套为公寓", "10", "套", LESS, False),  # the first one with a qualifier
    ("按计划推进", "100", "人", LESS, False),
    ("不超过5天", "5", "", LESS, False),
]


@pytest.mark.parametrize(("words", "quantity", "unit", "direction", "about"), QUALIFIED)
def test_the_words_around_the_quantity_qualify_it(
    words: str,
    quantity: str,
    unit: str,
    direction: Direction,
    about: bool,  # noqa: FBT001
) -> None:
    assert asked_in(words, D(quantity), unit) == Amount(D(quantity), unit, direction, about)


@given(st.decimals(-1000, 1000, places=2), st.integers(0, 2))
def test_rounding_to_the_printed_digits_moves_a_number_by_half_a_unit_at_most(number: Decimal, places: int) -> None:
    printed = round(number, places)
    assert abs(Fraction(printed) - Fraction(number)) <= half_unit(printed)


@pytest.mark.parametrize(("number", "half"), [("187.9", "0.05"), ("119", "0.5"), ("103.64", "0.005"), ("1E+2", "0.5")])
def test_half_a_unit_is_that_of_the_last_printed_digit(number: str, half: str) -> None:
    assert half_unit(D(number)) == Amount(D(number)).half_unit == Fraction(half)


def test_an_amount_is_shown_without_useless_digits() -> None:
    assert Amount(D("6.760"), "万人", EQUAL).words == "6.76万人"


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


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        ("1.2万", "亩", "12000"),
        ("1.2万亩", "万亩", "1.2"),
        ("1.2万亩", "亩", "12000"),
        ("3亿元", "万元", "30000"),
        ("1 200户", "户", "1200"),
        ("1,200", "户", "1200"),
        ("50%", "%", "50"),
        ("0.5亿元", "亿元", "0.5"),
        ("1.2万", "万亩", None),  # or the same 万
        ("1.2万", "", None),
        ("7亩", "公顷", None),  # no finite number
        ("120公里", "户", None),
        ("很多", "户", None),
        ("-5户", "户", None),
    ],
)
def test_a_number_with_its_own_unit_is_that_of_another(written: str, unit: str, number: str | None) -> None:
    assert in_unit(written, unit) == (number and D(number))
