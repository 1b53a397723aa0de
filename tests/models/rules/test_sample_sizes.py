"""The sample size: a number, a share with a minimum, or a whole stratum."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.sample_sizes import SizeRule, format_share, read_rule, read_share

KEY = frozenset({"重点项目"})


@pytest.mark.parametrize(
    ("rule", "size", "take"),
    [
        (SizeRule(5), 60, 5),
        (SizeRule(share=Fraction(1, 10)), 60, 6),
        (SizeRule(share=Fraction(1, 10)), 61, 7),
        (SizeRule(share=Fraction(1, 10)), 1, 1),
        (SizeRule(share=Fraction(1, 10), least=2), 5, 2),
        (SizeRule(share=Fraction(1, 10), least=2), 1, 1),
        (SizeRule(share=Fraction(1)), 7, 7),
        (SizeRule(5, certain=frozenset({"甲"})), 60, 60),
    ],
)
def test_a_share_is_rounded_up_and_a_small_stratum_is_drawn_completely(rule: SizeRule, size: int, take: int) -> None:
    assert rule.take("甲", size) == take


@given(st.fractions(Fraction(1, 1000), 1), st.integers(1, 50), st.integers(1, 10_000))
def test_a_share_never_draws_more_than_there_are_nor_less_than_the_share(
    share: Fraction, least: int, size: int
) -> None:
    take = SizeRule(share=share, least=least).take("甲", size)
    assert min(size, least) <= take <= size
    assert take >= share * size
    assert take == min(size, least) or take - 1 < share * size


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "请写明每层抽取的数量或比例，两者选一"),
        ({"number": 1, "share": Fraction(1, 2)}, "两者选一"),
        ({"number": -1}, "应为正整数"),
        ({"share": Fraction(-1, 2)}, "比例应大于0且不超过100%"),
        ({"share": Fraction(3, 2)}, "比例应大于0且不超过100%"),
        ({"share": Fraction(1, 2), "least": 0}, "应为正整数"),
        ({"number": 1, "least": 2}, "至少抽取的数量只与比例同用"),
    ],
)
def test_an_empty_or_contradictory_rule_is_refused(options: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        SizeRule(**options)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("10%", Fraction(1, 10)),
        (" 2.5 ％ ", Fraction(1, 40)),
        ("0.1", Fraction(1, 10)),
        (".05", Fraction(1, 20)),
        ("1", Fraction(1)),
        ("1.0", Fraction(1)),
        ("1/3", Fraction(1, 3)),
        ("100%", Fraction(1)),
    ],
)
def test_a_share_is_read_exactly(text: str, share: Fraction) -> None:
    assert read_share(text) == share


@pytest.mark.parametrize("text", ["", "%", "10", "一成", "1/0", "-1%", "1e9", "0.1%%", "１０%", "9" * 400 + "%"])
def test_an_invalid_share_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="不是比例，请写成10%、"):
        read_share(text)


@pytest.mark.parametrize(("share", "shown"), [("1/10", "10%"), ("1/40", "2.5%"), ("1/3", "1/3"), ("1", "100%")])
def test_a_share_is_shown_as_a_percentage_where_that_is_exact(share: str, shown: str) -> None:
    assert format_share(Fraction(share)) == shown


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (SizeRule(3), "每层抽3项"),
        (SizeRule(3, certain=KEY), "每层抽3项；“重点项目”全部抽取"),
        (SizeRule(share=Fraction(1, 10), least=2), "每层抽10%（不足1项的进为1项），至少2项"),
    ],
)
def test_a_rule_has_words_and_is_restored_from_its_json(rule: SizeRule, words: str) -> None:
    assert rule.words == words
    assert read_rule(rule.as_json()) == rule


@pytest.mark.parametrize("data", [{"number": "3", "certain": []}, {"share": "1/2", "least": True, "certain": []}])
def test_invalid_data_is_not_read_as_a_rule(data: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        read_rule(data)


# Edges


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("100%", Fraction(1)),
        ("0.000001%", Fraction(1, 10**8)),
        ("999999%", Fraction(999_999, 100)),
        ("0.0", Fraction(0)),
        ("1.000000000", Fraction(1)),
        ("0.999999999", Fraction(999_999_999, 10**9)),
        ("999999999/999999999", Fraction(1)),
        ("0/1", Fraction(0)),
        ("2/4", Fraction(1, 2)),
        ("\t1/10\n", Fraction(1, 10)),
    ],
)
def test_a_share_is_read_up_to_its_last_digit(text: str, share: Fraction) -> None:
    assert read_share(text) == share


@pytest.mark.parametrize(
    "text",
    ["0.0000000001", "1.1", "2", "0", "1/ 10", "1/01", "1000000%", "0.1234567%", "/3", "3/", "1/1000000000", "½"],
)
def test_a_share_with_too_many_digits_or_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_share(text)
    assert refusal.value.message == f"“{text}”不是比例，请写成10%、0.1或1/10。"


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        ("1/8", "12.5%"),
        ("1/16", "6.25%"),
        ("1/10000", "0.01%"),
        ("999/1000", "99.9%"),
        ("2/3", "2/3"),
        ("0.011234567", "11234567/1000000000"),  # seven decimals of a percent are not shown as one
    ],
)
def test_a_share_that_no_short_percentage_equals_is_shown_as_a_fraction(share: str, shown: str) -> None:
    assert format_share(Fraction(share)) == shown


@given(st.integers(1, 10_000))
def test_a_share_in_hundredths_of_a_percent_is_read_back_as_it_is_shown(hundredths: int) -> None:
    share = Fraction(hundredths, 10_000)
    assert read_share(format_share(share)) == share


@pytest.mark.parametrize(
    ("share", "least", "size", "take"),
    [
        ("1/10", 1, 10, 1),
        ("1/10", 1, 11, 2),
        ("1/10", 1, 20, 2),
        ("1/10", 3, 30, 3),
        ("1/10", 3, 31, 4),
        ("1/10", 3, 29, 3),
        ("1/10", 3, 2, 2),
        ("1/3", 1, 3, 1),
        ("1/3", 1, 4, 2),
        ("1", 9, 5, 5),
    ],
)
def test_the_share_counts_from_where_it_exceeds_the_minimum(share: str, least: int, size: int, take: int) -> None:
    assert SizeRule(share=Fraction(share), least=least).take("甲", size) == take


@pytest.mark.parametrize(
    ("rule", "data"),
    [
        (SizeRule(3), {"number": 3, "certain": []}),
        (SizeRule(1, certain=frozenset({"乙", "甲"})), {"number": 1, "certain": ["乙", "甲"]}),
        (SizeRule(share=Fraction(1, 10)), {"share": "1/10", "least": 1, "certain": []}),
        (SizeRule(share=Fraction(1), least=4, certain=KEY), {"share": "1", "least": 4, "certain": ["重点项目"]}),
    ],
)
def test_a_rule_is_stored_with_what_it_needs_only(rule: SizeRule, data: dict[str, Any]) -> None:
    assert rule.as_json() == data
    assert read_rule(data) == rule


def test_a_stored_share_without_a_minimum_draws_at_least_one() -> None:
    assert read_rule({"share": "1/2", "certain": []}) == SizeRule(share=Fraction(1, 2), least=1)


@pytest.mark.parametrize(
    "data",
    [{"number": True, "certain": []}, {"number": 1.0, "certain": []}, {"number": 1, "least": "1", "certain": []}],
)
def test_only_whole_numbers_are_read_as_numbers_of_a_rule(data: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        read_rule(data)


@pytest.mark.parametrize("certain", [["乙", "甲", "丙"], ["丙", "乙", "甲"]])
def test_strata_that_are_drawn_whole_are_named_in_one_order(certain: list[str]) -> None:
    assert SizeRule(2, certain=frozenset(certain)).words == "每层抽2项；“丙”、“乙”、“甲”全部抽取"


@pytest.mark.parametrize(
    "options",
    [
        {"number": 1},
        {"share": Fraction(1, 10**9)},
        {"share": Fraction(1)},
        {"share": Fraction(1, 2), "least": 1},
        {"number": 1, "least": 1},
    ],
)
def test_the_smallest_and_the_largest_rule_are_accepted(options: dict[str, Any]) -> None:
    assert SizeRule(**options).take("甲", 1) == 1
