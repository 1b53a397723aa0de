"""公众测评: exact rates of dissatisfaction, weighted by groups, and nothing from unanswered (1-2.14, 1-8.3, A43)."""

from __future__ import annotations

import itertools
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.rules.appraisal_settings import SURVEY_GROUPS
from models.rules.errors import Refused
from models.rules.survey import (
    GROUPS_EXAMPLE,
    WEIGHTS_EXAMPLE,
    Count,
    Dimension,
    Dissatisfaction,
    Number,
    check_year,
    count_faults,
    group_weights,
    group_weights_in_words,
    percent,
    read_group_weights,
    read_groups,
    row_code,
    title_of,
    weighted_rate,
)

HALVES = {"代表": Decimal(50), "公众": Decimal(50)}


@st.composite
def counts(draw: st.DrawFn) -> Count:
    """A possible cell in which somebody answered."""
    asked = draw(st.integers(1, 10_000))
    answered = draw(st.integers(1, asked))
    return Count(asked, answered, draw(st.integers(0, answered)))


def test_8_3_the_dimensions_are_the_five_of_the_standard() -> None:
    assert [each.label for each in Dimension] == ["执行能力", "办事效率", "服务态度", "依法行政", "廉洁自律"]
    assert title_of(Dimension.LAWFULNESS, Number.ANSWERED) == "依法行政·作答人数"


def test_a43_a_rate_is_the_dissatisfied_of_those_who_answered_not_of_those_asked() -> None:
    assert Count(100, 80, 2).rate == Fraction(1, 40)
    assert Count(100, 80, 0).rate == 0
    assert str(Count(100, 80, 2)) == "调查100、作答80、不满意2"
    assert Count(100, 80, 80).rate == 1


@pytest.mark.parametrize("asked", [0, 100])
def test_of_none_there_is_no_rate_and_never_none_of_a_hundred(asked: int) -> None:
    assert Count(asked, 0, 0).rate is None
    assert percent(Count(asked, 0, 0).rate) == "无法计算"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (Fraction(0), "0.00%"),
        (Fraction(1), "100.00%"),
        (Fraction(1, 3), "33.33%"),
        (Fraction(2, 3), "66.67%"),
        (Fraction(1, 8), "12.50%"),
        (Fraction(12345, 1_000_000), "1.23%"),
        (Fraction(1_235, 100_000), "1.24%"),
        (Fraction(1, 20_000), "0.01%"),
        (Fraction(1, 20_001), "0.00%"),
    ],
)
def test_a46_a_rate_is_shown_with_two_digits_half_up(rate: Fraction, words: str) -> None:
    assert percent(rate) == words


@given(counts())
def test_a_rate_shown_differs_from_the_exact_one_by_half_a_hundredth_at_most(count: Count) -> None:
    assert count.rate is not None
    assert abs(Fraction(percent(count.rate).removesuffix("%")) / 100 - count.rate) <= Fraction(1, 20_000)


def test_a43_groups_are_weighted_exactly() -> None:
    cells = {"代表": Count(10, 3, 1), "公众": Count(1000, 7, 2)}
    assert weighted_rate(cells, HALVES) == Dissatisfaction(
        Fraction(1, 2) * Fraction(1, 3) + Fraction(1, 2) * Fraction(2, 7)
    )
    assert weighted_rate(cells, HALVES).words == "30.95%"


@pytest.mark.parametrize(
    ("cells", "weights", "words"),
    [
        ({"代表": Count(9, 9, 1)}, None, "未设定：群体权重（survey_group_weights）"),
        ({"代表": Count(9, 9, 1)}, HALVES, "无法计算：群体权重与测评的群体不一致"),
        ({"代表": Count(9, 9, 1), "干部": Count(9, 9, 1)}, HALVES, "无法计算：群体权重与测评的群体不一致"),
        ({"代表": Count(9, 9, 1), "公众": Count(9, 0, 0)}, HALVES, "无法计算：公众无人作答"),
        ({"代表": Count(0, 0, 0), "公众": Count(9, 0, 0)}, HALVES, "无法计算：代表、公众无人作答"),
    ],
)
def test_without_weights_or_a_group_nothing_is_computed(
    cells: dict[str, Count], weights: dict[str, Decimal] | None, words: str
) -> None:
    rate = weighted_rate(cells, weights)
    assert (rate.value, rate.words) == (None, words)


@given(st.lists(st.tuples(counts(), st.integers(1, 100)), min_size=1, max_size=6))
def test_a_weighted_rate_lies_between_the_rates_of_its_groups(cells: list[tuple[Count, int]]) -> None:
    whole = sum(weight for _, weight in cells)
    by_group = {str(n): count for n, (count, _) in enumerate(cells)}
    weights = {str(n): Decimal(100 * weight) / whole for n, (_, weight) in enumerate(cells)}
    exact = {group: Fraction(weight) for group, weight in weights.items()}
    rates = [count.rate for count in by_group.values() if count.rate is not None]
    found = weighted_rate(by_group, weights).value
    assert found is not None
    share = sum(exact.values()) / 100  # of weights that a Decimal cannot write exactly
    assert min(rates) * share <= found <= max(rates) * share


@given(st.dictionaries(st.text("甲乙丙丁", min_size=1, max_size=3), counts(), min_size=2), st.randoms())
def test_the_order_of_the_groups_changes_nothing(cells: dict[str, Count], random: Random) -> None:
    weights = {group: Decimal(1) for group in cells}
    shuffled = list(cells)
    random.shuffle(shuffled)
    assert weighted_rate({group: cells[group] for group in shuffled}, weights) == weighted_rate(cells, weights)


@pytest.mark.parametrize(
    ("count", "faults"),
    [
        (Count(10, 10, 10), []),
        (Count(0, 0, 0), []),
        (Count(10, 11, 0), [(Number.ANSWERED, "“11”多于调查人数10，请核对")]),
        (Count(100, 100, 101), [(Number.DISSATISFIED, "“101”多于作答人数100，请核对")]),
    ],
)
def test_more_answered_than_asked_and_101_percent_are_named(count: Count, faults: list[tuple[Number, str]]) -> None:
    assert list(count_faults(count)) == faults


def test_a_cell_that_is_wrong_twice_says_both() -> None:
    assert [number for number, _ in count_faults(Count(1, 2, 3))] == [Number.ANSWERED, Number.DISSATISFIED]


def test_the_code_of_a_row_follows_from_its_sheet_department_and_group() -> None:
    codes = {
        row_code("ab", (1, "D001", "第001厅", "代表")),
        row_code("ac", (1, "D001", "第001厅", "代表")),
        row_code("ab", (2, "D001", "第001厅", "代表")),
        row_code("ab", (1, "D002", "第001厅", "代表")),
        row_code("ab", (1, "D001", "第002厅", "代表")),
        row_code("ab", (1, "D001", "第001厅", "公众")),
        row_code("ab", (1, "D001第001厅", "", "公众")),
    }
    assert len(codes) == 7
    assert all(len(code) == 19 and code.count("-") == 3 for code in codes)
    assert row_code("ab", (1, "D001", "第001厅", "代表")) == row_code("ab", [1, "D001", "第001厅", "代表"])


@pytest.mark.parametrize(
    ("year", "accepted"), [(2024, False), (2025, False), (2026, True), (2027, True), (2028, False)]
)
def test_a_survey_is_of_this_year_or_the_last(year: int, *, accepted: bool) -> None:
    if accepted:
        check_year(year, date(2027, 1, 20))
        return
    with pytest.raises(Refused, match="只能办理2026年或2027年的公众测评"):
        check_year(year, date(2027, 1, 20))


@pytest.mark.parametrize("raw", [GROUPS_EXAMPLE, "人大代表；政协委员,机关干部、企事业单位人员\n社会公众"])
def test_groups_are_read_as_people_write_them(raw: str) -> None:
    assert SURVEY_GROUPS.words(read_groups(raw)) == GROUPS_EXAMPLE


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("", "不是群体的名称"),
        ("人大代表、", "“”不是群体的名称"),
        ("人大代表30%", "“人大代表30%”不是群体的名称"),
        ("人" * 21, "20字以内"),
        ("人大代表、人大代表", "群体“人大代表”写了两次"),
    ],
)
def test_what_is_no_group_is_refused(raw: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_groups(raw)


def test_weights_are_read_and_written_back() -> None:
    stored = read_group_weights("人大代表３３.５％；社会公众：66.50%")
    assert stored == [["人大代表", "33.5"], ["社会公众", "66.5"]]
    assert read_group_weights(group_weights_in_words(stored)) == stored
    assert group_weights(stored) == {"人大代表": Decimal("33.5"), "社会公众": Decimal("66.5")}
    assert group_weights(None) is None
    assert group_weights_in_words(read_group_weights(WEIGHTS_EXAMPLE)) == WEIGHTS_EXAMPLE


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("人大代表60%、社会公众50%", "权重合计110%，应为100%"),
        ("人大代表60%、社会公众39.99%", "权重合计99.99%，应为100%"),
        ("人大代表100%、社会公众0%", "“社会公众0%”应为群体和大于0的权重"),
        ("人大代表、社会公众100%", "“人大代表”应为群体和大于0的权重"),
        ("人大代表50%、人大代表50%", "群体“人大代表”写了两次"),
        ("", "应为群体和大于0的权重"),
        (None, "应为群体和大于0的权重"),
    ],
)
def test_weights_that_cannot_hold_are_refused(raw: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_group_weights(raw)


NAMES = st.text("人大代表政协委员干部公众", min_size=1, max_size=20)
GROUPS = st.lists(NAMES, min_size=1, max_size=6, unique=True)
SEPARATORS = st.sampled_from(["、", "，", ",", "；", ";", "\n", " 、 ", "， "])
NUMBERS = st.integers(0, 9_999_999)


@given(GROUPS, SEPARATORS)
def test_groups_are_the_same_under_every_separator(groups: list[str], separator: str) -> None:
    assert read_groups(separator.join(groups)) == groups


@given(GROUPS)
def test_groups_are_read_back_from_their_words(groups: list[str]) -> None:
    assert read_groups(SURVEY_GROUPS.words(groups)) == groups


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
