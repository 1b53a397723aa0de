"""公众测评: how groups and weights are written, and that every cell obeys the same arithmetic (1-2.14, A43)."""

from __future__ import annotations

import itertools
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.survey import (
    Count,
    Dimension,
    Dissatisfaction,
    Number,
    check_paper,
    check_year,
    count_faults,
    group_weights,
    group_weights_in_words,
    groups_in_words,
    percent,
    read_group_weights,
    read_groups,
    row_code,
    title_of,
    weighted_rate,
)

NAMES = st.text("人大代表政协委员干部公众", min_size=1, max_size=20)
GROUPS = st.lists(NAMES, min_size=1, max_size=6, unique=True)
SEPARATORS = st.sampled_from(["、", "，", ",", "；", ";", "\n", " 、 ", "， "])
NUMBERS = st.integers(0, 9_999_999)


@given(GROUPS, SEPARATORS)
def test_groups_are_the_same_under_every_separator(groups: list[str], separator: str) -> None:
    assert read_groups(separator.join(groups)) == groups


@given(GROUPS)
def test_groups_are_read_back_from_their_words(groups: list[str]) -> None:
    assert read_groups(groups_in_words(groups)) == groups


@given(GROUPS, st.data())
def test_a_group_that_stands_twice_is_refused_wherever_it_stands(groups: list[str], data: st.DataObject) -> None:
    twice = data.draw(st.sampled_from(groups))
    place = data.draw(st.integers(0, len(groups)))
    with pytest.raises(ValueError, match=f"群体“{twice}”写了两次"):
        read_groups("、".join([*groups[:place], twice, *groups[place:]]))


@pytest.mark.parametrize("raw", ["人大 代表", "第1组", "公众:", "社会公众％", None, True, "、", "公众、、代表"])
def test_a_name_with_a_digit_a_sign_or_a_gap_is_no_group(raw: object) -> None:
    with pytest.raises(ValueError, match="不是群体的名称"):
        read_groups(raw)


def test_a_group_may_have_twenty_characters_and_no_more() -> None:
    assert read_groups("人" * 20) == ["人" * 20]
    with pytest.raises(ValueError, match="20字以内"):
        read_groups("人" * 21)


def parts_of_a_hundred(cuts: list[int]) -> list[Decimal]:
    """The whole cut at these hundredths of a percent."""
    places = [0, *sorted(cuts), 10_000]
    return [Decimal(after - before) / 100 for before, after in itertools.pairwise(places)]


@given(st.lists(st.integers(1, 9_999), max_size=4, unique=True))
def test_weights_that_sum_to_the_whole_are_kept_exactly(cuts: list[int]) -> None:
    parts = parts_of_a_hundred(cuts)
    names = ["代表", "委员", "干部", "企业", "公众"][: len(parts)]
    stored = read_group_weights("、".join(f"{name}{part}%" for name, part in zip(names, parts, strict=True)))
    assert group_weights(stored) == dict(zip(names, parts, strict=True))
    assert read_group_weights(group_weights_in_words(stored)) == stored


@given(st.integers(1, 9_999), st.integers(1, 9_999))
def test_weights_that_sum_to_anything_else_are_refused_with_their_sum(one: int, other: int) -> None:
    assume(one + other != 10_000)
    whole = Decimal(one + other) / 100
    with pytest.raises(ValueError, match="应为100%") as refusal:
        read_group_weights(f"代表{Decimal(one) / 100}%、公众{Decimal(other) / 100}%")
    assert Decimal(str(refusal.value).removeprefix("各群体的权重合计").partition("%")[0]) == whole


@pytest.mark.parametrize(
    "raw",
    ["公众:100%", "公众：100%", "公众 100%", "公众100.0％", "公众１００%", "公众 : 100.00%"],
)
def test_a_weight_is_the_same_under_every_spelling(raw: str) -> None:
    assert read_group_weights(raw) == [["公众", "100"]]


@pytest.mark.parametrize("raw", ["公众100", "100%", "公众99.999%", "公众1000%", "公众百%", "公众١٠٠%"])
def test_a_weight_without_a_group_a_sign_or_two_digits_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match="应为群体和大于0的权重，如：人大代表20%"):
        read_group_weights(raw)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_cell_has_no_fault_just_if_each_number_is_within_the_one_before(asked: int, answered: int, bad: int) -> None:
    faults = [number for number, _ in count_faults(Count(asked, answered, bad))]
    assert (Number.ANSWERED in faults) == (answered > asked)
    assert (Number.DISSATISFIED in faults) == (bad > answered)
    assert Number.ASKED not in faults


@given(st.integers(1, 9_999_999), st.data())
def test_a_possible_cell_has_a_rate_between_nought_and_one(answered: int, data: st.DataObject) -> None:
    bad = data.draw(st.integers(0, answered))
    rate = Count(answered, answered, bad).rate
    assert rate is not None
    assert 0 <= rate <= 1
    assert re.fullmatch(r"\d{1,3}\.\d{2}%", percent(rate))


@given(NUMBERS, st.integers(1, 1_000), st.integers(0, 1_000))
def test_how_many_were_asked_changes_no_rate(asked: int, answered: int, bad: int) -> None:
    assert Count(asked, answered, bad).rate == Count(0, answered, bad).rate


@given(st.integers(1, 1_000), st.data())
def test_one_group_with_the_whole_weight_has_its_own_rate(answered: int, data: st.DataObject) -> None:
    count = Count(answered, answered, data.draw(st.integers(0, answered)))
    assert weighted_rate({"公众": count}, {"公众": Decimal(100)}) == Dissatisfaction(count.rate)


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 99))
def test_one_more_dissatisfied_raises_the_weighted_rate_by_its_share(one: int, other: int, weight: int) -> None:
    weights = {"代表": Decimal(weight), "公众": Decimal(100 - weight)}
    before = weighted_rate({"代表": Count(one, one, 0), "公众": Count(other, other, 0)}, weights).value
    after = weighted_rate({"代表": Count(one, one, 1), "公众": Count(other, other, 0)}, weights).value
    assert before == 0
    assert after == Fraction(weight, 100 * one)


def test_a43_a_group_with_no_dissatisfied_counts_with_its_weight() -> None:
    cells = {"代表": Count(10, 10, 0), "公众": Count(10, 10, 10)}
    assert weighted_rate(cells, {"代表": Decimal(75), "公众": Decimal(25)}).words == "25.00%"


def test_a_rate_that_lacks_something_says_it_and_one_of_nought_is_a_rate() -> None:
    assert Dissatisfaction(None, "无法计算：公众无人作答").words == "无法计算：公众无人作答"
    assert Dissatisfaction(Fraction(0)).words == "0.00%"


def test_every_column_of_numbers_has_a_title_of_its_own() -> None:
    titles = [title_of(dimension, number) for dimension in Dimension for number in Number]
    assert len(set(titles)) == 15
    assert titles[:3] == ["执行能力·调查人数", "执行能力·作答人数", "执行能力·不满意人数"]


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_the_code_of_a_row_changes_if_text_moves_from_one_cell_to_the_next(one: str, other: str, more: str) -> None:
    assume(more)
    assert row_code("ab", [1, one + more, other]) != row_code("ab", [1, one, more + other])


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31)])
def test_the_first_and_the_last_day_of_a_year_take_the_same_two_years(day: date) -> None:
    for year in (2025, 2026):
        check_year(year, day)
    for year in (2024, 2027):
        with pytest.raises(Refused) as refusal:
            check_year(year, day)
        assert refusal.value.message == f"今天是{day}，只能办理2025年或2026年的公众测评，请核对年度。"


@given(st.dates(date(2000, 1, 1), date(2999, 1, 1)), st.dates(date(2000, 1, 1), date(2999, 1, 1)))
def test_a_paper_is_refused_just_if_its_day_is_to_come(dated: date, today: date) -> None:
    if dated <= today:
        check_paper(dated, today)
        return
    with pytest.raises(Refused, match=f"文件日期{dated}晚于今天（{today}），请核对。"):
        check_paper(dated, today)
