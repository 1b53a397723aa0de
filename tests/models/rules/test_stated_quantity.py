"""The numbers in the words of a target, against its quantity."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.stated_quantity import Stated, contradicting, only_states, read_number, stated_as

NUMBERS = [
    ("1000", "1000"), ("1,000", "1000"), ("1，200，000", "1200000"), ("2.5", "2.5"), ("2.5万", "25000"),
    ("3千万", "30000000"), ("1亿", "100000000"), ("1000 万", "10000000"), ("一", "1"), ("十", "10"), ("十五", "15"),
    ("二十", "20"), ("三百二十", "320"), ("一百零五", "105"), ("两千", "2000"), ("一千零一", "1001"),
    ("三十二万", "320000"), ("一百零五万", "1050000"), ("十万", "100000"), ("三亿五千万", "350000000"),
    ("一万亿", "1000000000000"), ("二〇二六", "2026"), ("三点五", "3.5"), ("二点零五", "2.05"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_is_read_in_arabic_and_chinese_numerals(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)


SILENT = [
    ("建成1000公里", "1000", "公里"),
    ("建成1,000公里", "1000", "公里"),
    ("建成一千公里", "1000", "公里"),
    ("服务1 200户", "1200", "户"),
    ("服务1\u00a0200户", "1200", "户"),
    ("治理1.5-2万亩", "1.5", "万亩"),
    ("治理1.5～2万亩", "20000", "亩"),
    ("治理5千-2万亩", "0.5", "万亩"),
    ("建成０．１万公里", "1000", "公里"),
    ("开工42.98万套", "42.98", "万套"),
    ("开工429800套", "42.98", "万套"),
    ("提高15%", "15", "%"),
    ("提高15％", "15", "%"),
    ("提高百分之十五", "15", "％"),
    ("新建120公里，其中桥梁3公里", "120", "公里"),
    ("新建100公里，改建200公里", "300", "公里"),  # together
    ("建成100至200公里", "100", "公里"),
    ("建成100—200公里", "200", "公里"),
    ("在66个贫困县开展", "70", "个县"),  # another unit follows the number
    ("建成60余公里", "70", "公里"),
    ("第3次全国普查", "1", "次"),
    ("第十五次全国普查", "1", "次"),
    ("投资数十亿元", "5", "亿元"),
    ("投资数万元", "5", "元"),
    ("统一套餐标准", "5", "套"),
    ("2026年12月31日前办结", "3", "年"),
    ("建成1000公里", None, "公里"),
    ("建成1000公里", "900", ""),
    ("按计划推进", "900", "公里"),
    ("", "900", "公里"),
]


@pytest.mark.parametrize(("requirement", "quantity", "unit"), SILENT)
def test_what_does_not_contradict_is_not_asked_about(requirement: str, quantity: str | None, unit: str) -> None:
    assert contradicting(requirement, Decimal(quantity) if quantity else None, unit) == []


ASKED = [
    ("建成1000公里", "500", "公里", ["1000公里"]),
    ("建成一千公里", "500", "公里", ["一千公里"]),
    ("建成1万公里", "1", "公里", ["1万公里"]),
    ("建成1公里", "1", "万公里", ["1公里"]),
    ("提高15%", "51", "%", ["15%"]),
    ("提高百分之十五", "51", "%", ["百分之十五"]),
    ("新建100公里，改建200公里", "400", "公里", ["100公里", "200公里"]),
    ("建成100至200公里", "20", "公里", ["100公里", "200公里"]),
    ("培训3人、3人", "5", "人", ["3人"]),
    ("用30天、30年", "60", "天", ["30天"]),
]


@pytest.mark.parametrize(("requirement", "quantity", "unit", "stated"), ASKED)
def test_a_quantity_that_the_words_contradict_is_asked_about(
    requirement: str, quantity: str, unit: str, stated: list[str]
) -> None:
    assert contradicting(requirement, Decimal(quantity), unit) == stated


UNITS = st.sampled_from(["公里", "万套", "%", "个村庄", "亿元", "户"])


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2), UNITS)
def test_only_another_number_contradicts(stated: Decimal, quantity: Decimal, unit: str) -> None:
    words = f"全年完成{stated:f}{unit}以上"
    assert (contradicting(words, quantity, unit) == []) == (stated == quantity)


PLACES = [
    ("新建不少于1000公里以上", "1000", "公里", [("1000公里", "新建不少于", "以上")]),
    ("新建10公里，改建10公里", "10", "公里", [("10公里", "新建", "，改建10公里"), ("10公里", "新建10公里，改建", "")]),
    ("建成100至200公里", "100", "公里", [("100公里", "建成", "")]),
    ("开工429800套左右", "42.98", "万套", [("429800套", "开工", "左右")]),
    ("提高百分之十五左右", "15", "%", [("百分之十五", "提高", "左右")]),
    ("新建10公里", "20", "公里", []),
    ("3年建成", "3", "年", []),
    ("新建10", "10", "", []),
]


@pytest.mark.parametrize(("words", "quantity", "unit", "places"), PLACES)
def test_each_place_that_states_the_quantity_is_found_with_the_text_around_it(
    words: str, quantity: str, unit: str, places: list[tuple[str, str, str]]
) -> None:
    found = list(stated_as(words, Decimal(quantity), unit))
    assert [(each.words, each.before, each.after) for each in found] == places
    assert all(isinstance(each, Stated) for each in found)


@pytest.mark.parametrize(("text", "digits"), [("三百", "300"), ("三点五零", "3.50"), ("3.50", "3.50")])
def test_a_number_keeps_the_digits_that_were_written(text: str, digits: str) -> None:
    assert str(read_number(text)) == digits


@pytest.mark.parametrize(
    ("requirement", "quantity", "unit", "only"),
    [
        ("建成1000公里", "1000", "公里", True),
        ("建成1000公里", "1000.00", "公里", True),
        ("建成1,000公里", "1000", "公里", True),
        ("建成一千公里", "1000", "公里", True),
        ("新增就业60万人", "60", "万人", True),
        ("新增就业60万人", "600000", "人", True),
        ("合格率达到95%", "95", "%", True),
        ("建成1000公里，其中高速1000公里", "1000", "公里", True),
        ("新建1000公里，改建200公里", "1000", "公里", False),
        ("新建800公里，改建200公里", "1000", "公里", False),
        ("建成1000公里", "600", "公里", False),
        ("建成公路", "1000", "公里", False),
        ("建成1000公里", "1000", "", False),
        ("在2026年完成", "2026", "年", False),
        ("", "1000", "公里", False),
    ],
)
def test_words_state_a_quantity_alone_or_with_others(requirement: str, quantity: str, unit: str, *, only: bool) -> None:
    assert only_states(requirement, Decimal(quantity), unit) is only
