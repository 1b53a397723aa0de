"""The error rate of a sample and its exact interval, compared with a full enumeration."""

import sys
from fractions import Fraction
from math import comb
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import error_rate as module
from models.rules.error_rate import (
    CONSERVATIVE,
    LARGEST,
    MISSED,
    POOLED,
    Tally,
    error_rate,
    overall_rate,
)
from models.rules.errors import Refused

COMMON = Fraction(1, 1000)


def tally(population: int, sample: int, failing: int, name: str = "") -> Tally:
    return Tally(population, sample, sample, failing, name)


def counted(population: int, sample: int, failing: int, missed: Fraction = MISSED) -> list[int]:
    """Return all numbers of failing targets in the interval, by summing all ways to draw (A12)."""
    whole, half = comb(population, sample), missed / 2
    result = []
    for there in range(population + 1):
        ways = [comb(there, x) * comb(population - there, sample - x) for x in range(sample + 1)]
        if min(Fraction(sum(ways[: failing + 1]), whole), Fraction(sum(ways[failing:]), whole)) > half:
            result.append(there)
    return result


@st.composite
def tallies(make: st.DrawFn, largest: int = 70) -> Tally:
    population = make(st.integers(1, largest))
    sample = make(st.integers(1, population))
    return tally(population, sample, make(st.integers(0, sample)))


# The rates


def test_the_example_of_the_standard() -> None:
    """A12: N = 60, n = 20, one failing: 5 %, between 1.7 % and 20.0 %."""
    result = error_rate(Tally(60, 20, 18, 1))
    assert (result.tally.rate, result.tally.rate_declared) == (Fraction(1, 20), Fraction(1, 18))
    assert (result.low, result.high) == (1, 12)
    assert [round(float(bound), 3) for bound in result.bounds] == [0.017, 0.2]


@pytest.mark.parametrize(
    ("declared", "failing", "rate", "among"),
    [(20, 0, 0, Fraction(0)), (10, 5, Fraction(1, 4), Fraction(1, 2)), (0, 0, 0, None), (20, 20, 1, Fraction(1))],
)
def test_the_literal_rate_counts_all_samples_and_the_other_only_those_declared_complete(
    declared: int, failing: int, rate: Fraction, among: Fraction | None
) -> None:
    counted = Tally(60, 20, declared, failing)
    assert (counted.rate, counted.rate_declared) == (rate, among)


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        ((60, 0, 0, 0), "没有抽取样本，不计算误差率"),
        ((0, 0, 0, 0), "总体0项，应在1到10000000之间"),
        ((LARGEST + 1, 1, 1, 1), "应在1到10000000之间"),
        ((60, 61, 1, 1), "样本61项，应在1到总体的60项之间"),
        ((60, -1, 0, 0), "样本-1项"),
        ((60, 20, 21, 1), "申报完成21项，应在0到样本的20项之间"),
        ((60, 20, -1, 0), "申报完成-1项"),
        ((60, 20, 18, 19), "申报完成而不符合标准19项，应在0到申报完成的18项之间"),
        ((60, 20, 18, -1), "申报完成而不符合标准-1项"),
    ],
)
def test_numbers_that_cannot_be_are_refused(numbers: tuple[int, int, int, int], why: str) -> None:
    with pytest.raises(Refused, match=why):
        Tally(*numbers)
    with pytest.raises(Refused, match=f"层“甲”：.*{why}"):
        Tally(*numbers, "甲")


# The interval


@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [
        ((60, 20, 0), 0, 8),
        ((60, 20, 20), 52, 60),
        ((1, 1, 0), 0, 0),
        ((1, 1, 1), 1, 1),
        ((2, 1, 0), 0, 1),
        ((300_000, 1, 0), 0, 292_499),
    ],
)
def test_the_interval_at_its_corners(numbers: tuple[int, int, int], low: int, high: int) -> None:
    result = error_rate(tally(*numbers))
    assert (result.low, result.high) == (low, high)


def test_the_interval_is_every_number_that_counting_in_full_leaves() -> None:
    for population in range(1, 16):
        for sample in range(1, population + 1):
            for failing in range(sample + 1):
                result = error_rate(tally(population, sample, failing))
                assert list(range(result.low, result.high + 1)) == counted(population, sample, failing)


@given(tallies(), st.sampled_from([MISSED, MISSED / 3, MISSED / 41, Fraction(1, 2), Fraction(14, 100)]))
@settings(deadline=None)
def test_at_any_confidence_too(drawn: Tally, missed: Fraction) -> None:
    result = error_rate(drawn, missed)
    wanted = counted(drawn.population, drawn.sample, drawn.failing, missed)
    assert (wanted[0], wanted[-1], len(wanted)) == (result.low, result.high, result.high - result.low + 1)


@given(tallies(300_000))
@settings(max_examples=settings().max_examples // 2)
def test_the_interval_of_a_large_population_holds_the_rate_and_mirrors(drawn: Tally) -> None:
    result = error_rate(drawn)
    assert result.low - 1 < drawn.rate * drawn.population < result.high + 1  # bounds are whole targets, a rate is not
    sound = error_rate(tally(drawn.population, drawn.sample, drawn.sample - drawn.failing))
    assert (sound.low, sound.high) == (drawn.population - result.high, drawn.population - result.low)


def test_a_limit_that_is_met_exactly_is_not_exceeded() -> None:
    """One of 40 failing, one drawn and failing: P(X ≥ 1) is exactly 2.5 %, which the bounds alone cannot decide."""
    assert not module._tail_exceeds(tally(40, 1, 1), 1, MISSED / 2, at_least=True)
    assert error_rate(tally(40, 1, 1)).low == 2
    assert module._tail_exceeds(tally(39, 1, 1), 1, MISSED / 2, at_least=True)


@given(tallies(), st.integers(0, 70), st.booleans())
@settings(deadline=None)
def test_the_bounds_of_a_tail_enclose_the_exact_value(drawn: Tally, more: int, at_least: bool) -> None:  # noqa: FBT001 - drawn
    failing = min(drawn.failing + more, drawn.population - drawn.sample + drawn.failing)
    tail, whole, error = module._scale_tail(drawn, failing, at_least=at_least)
    ways, all_ways = module._count_exact_tail(drawn, failing, at_least=at_least)
    exact = Fraction(ways, all_ways)
    assert Fraction(tail, whole + error) <= exact <= Fraction(tail + error, whole)
    assert Fraction(error, whole) < COMMON


@pytest.mark.parametrize("numbers", [(300_000, 150_000, 75_000), (300_000, 10_000, 37), (300_000, 299_999, 100_000)])
def test_a_population_of_three_hundred_thousand_takes_a_tenth_of_a_second(numbers: tuple[int, int, int]) -> None:
    tracer = sys.gettrace()
    sys.settrace(None)  # coverage would be measured with it
    try:
        begun = process_time()
        error_rate(tally(*numbers))
        took = process_time() - begun
    finally:
        sys.settrace(tracer)
    assert took < 0.5  # a coarse bound: machines differ


# Strata


def test_the_bounds_of_the_strata_add_up_at_their_confidence() -> None:
    result = overall_rate([tally(60, 20, 1, "甲"), tally(40, 10, 0, "乙"), tally(5, 5, 2, "重点项目")])
    by_hand = [counted(60, 20, 1, MISSED / 2), counted(40, 10, 0, MISSED / 2), [2]]
    assert [(each.low, each.high) for each in result.strata] == [(each[0], each[-1]) for each in by_hand]
    assert (result.total.low, result.total.high) == (sum(e[0] for e in by_hand), sum(e[-1] for e in by_hand))
    assert (result.total.tally.population, result.total.tally.sample, result.total.tally.rate) == (
        105,
        35,
        Fraction(3, 35),
    )
    assert result.words == CONSERVATIVE + POOLED


def test_a_fully_inspected_stratum_is_exact_and_costs_no_confidence() -> None:
    result = overall_rate([tally(60, 20, 1, "甲"), tally(5, 5, 2, "重点项目")])
    assert [(each.low, each.high, each.tally.is_certain) for each in result.strata] == [(1, 12, False), (2, 2, True)]
    assert result.words == POOLED
    whole = overall_rate([tally(5, 5, 2, "甲"), tally(3, 3, 0, "乙")])
    assert (whole.total.low, whole.total.high, whole.total.tally.is_certain, whole.words) == (2, 2, True, "")


def test_a_single_stratum_has_no_remark() -> None:
    result = overall_rate([tally(60, 20, 1)])
    assert (result.strata[0].low, result.strata[0].high, result.words) == (1, 12, "")
    assert (result.total.low, result.total.high) == (1, 12)


@given(st.lists(tallies(25), min_size=2, max_size=4))
@settings(deadline=None)
def test_the_interval_over_all_strata_is_at_least_as_wide_as_each_adds(drawn: list[Tally]) -> None:
    result = overall_rate(drawn)
    alone = [error_rate(each) for each in drawn]
    assert result.total.low <= sum(each.low for each in alone)
    assert result.total.high >= sum(each.high for each in alone)


def test_without_any_stratum_there_is_no_rate() -> None:
    with pytest.raises(Refused, match="没有抽取样本，不计算误差率"):
        overall_rate([])


def test_strata_drawn_at_one_share_need_no_word_about_it() -> None:
    strata: list[Any] = [tally(60, 20, 1, "甲"), tally(30, 10, 0, "乙")]
    assert overall_rate(strata).words == CONSERVATIVE


# Edges


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((0, 0, 0, 0), "总体0项，应在1到10000000之间。"),
        ((LARGEST + 1, 1, 1, 1), "总体10000001项，应在1到10000000之间。"),
        ((5, 0, 0, 0), "没有抽取样本，不计算误差率。"),
        ((5, 6, 0, 0), "样本6项，应在1到总体的5项之间。"),
        ((5, 4, 5, 0), "申报完成5项，应在0到样本的4项之间。"),
        ((5, 4, 3, 4), "申报完成而不符合标准4项，应在0到申报完成的3项之间。"),
    ],
)
def test_a_refused_tally_says_the_one_number_that_is_wrong(numbers: tuple[int, int, int, int], message: str) -> None:
    for name, where in (("", ""), ("甲", "层“甲”：")):
        with pytest.raises(Refused) as refusal:
            Tally(*numbers, name)
        assert refusal.value.message == where + message


@pytest.mark.parametrize("numbers", [(1, 1, 0, 0), (1, 1, 1, 1), (LARGEST, 1, 0, 0), (5, 5, 5, 5), (5, 1, 1, 0)])
def test_the_smallest_and_the_largest_numbers_are_accepted(numbers: tuple[int, int, int, int]) -> None:
    counted = Tally(*numbers)
    assert counted.is_certain is (numbers[0] == numbers[1])
    assert counted.rate == Fraction(numbers[3], numbers[1])


@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [
        ((10, 1, 0), 0, 9),
        ((10, 1, 1), 1, 10),
        ((10, 5, 0), 0, 3),
        ((10, 5, 5), 7, 10),
        ((10, 9, 0), 0, 1),
        ((20, 10, 1), 1, 7),
        ((40, 1, 1), 2, 40),  # one failing of 40 is drawn with exactly 2.5 %
        ((39, 1, 1), 1, 39),
        ((100, 10, 0), 0, 29),
        ((100, 10, 10), 71, 100),
        ((100, 50, 25), 40, 60),
    ],
)
def test_the_interval_of_small_populations(numbers: tuple[int, int, int], low: int, high: int) -> None:
    result = error_rate(tally(*numbers))
    assert (result.low, result.high, result.missed) == (low, high, MISSED)
    assert result.bounds == (Fraction(low, numbers[0]), Fraction(high, numbers[0]))
    among = counted(*numbers)
    assert (among[0], among[-1]) == (low, high)


@given(tallies())
@settings(deadline=None)
def test_more_confidence_never_narrows_an_interval(drawn: Tally) -> None:
    usual, wider = error_rate(drawn), error_rate(drawn, MISSED / 10)
    assert wider.low <= usual.low <= usual.high <= wider.high


@given(tallies())
@settings(deadline=None)
def test_one_more_failing_never_lowers_a_bound(drawn: Tally) -> None:
    if drawn.failing == drawn.sample:
        return
    more = error_rate(tally(drawn.population, drawn.sample, drawn.failing + 1))
    usual = error_rate(drawn)
    assert (usual.low <= more.low, usual.high <= more.high) == (True, True)


@given(tallies())
@settings(deadline=None)
def test_an_interval_lies_between_what_the_sample_proves(drawn: Tally) -> None:
    result = error_rate(drawn)
    assert drawn.failing <= result.low
    assert result.high <= drawn.population - (drawn.sample - drawn.failing)
    assert not drawn.is_certain or result.low == result.high == drawn.failing


@given(tallies())
def test_the_declared_complete_change_the_rate_among_them_only(drawn: Tally) -> None:
    fewer = Tally(drawn.population, drawn.sample, drawn.failing, drawn.failing)
    assert fewer.rate == drawn.rate
    assert fewer.rate_declared == (1 if drawn.failing else None)
    assert (error_rate(fewer).low, error_rate(fewer).high) == (error_rate(drawn).low, error_rate(drawn).high)


@pytest.mark.parametrize(
    ("strata", "missed"),
    [
        ([(60, 20, 1)], MISSED),
        ([(60, 20, 1), (5, 5, 0)], MISSED),
        ([(60, 20, 1), (30, 10, 0)], MISSED / 2),
        ([(60, 20, 1), (30, 10, 0), (8, 2, 1)], MISSED / 3),
        ([(5, 5, 1), (3, 3, 3)], MISSED),
    ],
)
def test_the_chance_to_miss_is_shared_by_the_strata_that_were_only_sampled(
    strata: list[tuple[int, int, int]], missed: Fraction
) -> None:
    result = overall_rate([tally(*numbers) for numbers in strata])
    assert {each.missed for each in result.strata} == {missed}
    assert result.total.missed == MISSED
    assert result.strata == tuple(error_rate(tally(*numbers), missed) for numbers in strata)


@pytest.mark.parametrize(
    ("strata", "words"),
    [
        ([(60, 20, 1), (5, 5, 0), (3, 3, 0)], POOLED),
        ([(60, 20, 1), (30, 10, 0), (6, 2, 0)], CONSERVATIVE),
        ([(60, 20, 1), (30, 9, 0)], CONSERVATIVE + POOLED),
        ([(4, 4, 0), (9, 9, 9)], ""),
        ([(60, 60, 1)], ""),
    ],
)
def test_the_remarks_follow_from_the_shares_that_were_drawn(strata: list[tuple[int, int, int]], words: str) -> None:
    assert overall_rate([tally(*numbers) for numbers in strata]).words == words


def test_the_total_adds_each_of_the_four_numbers() -> None:
    result = overall_rate([Tally(60, 20, 18, 1, "甲"), Tally(30, 10, 7, 2, "乙"), Tally(5, 5, 4, 0, "丙")])
    assert result.total.tally == Tally(95, 35, 29, 3)
    assert result.total.bounds == (Fraction(result.total.low, 95), Fraction(result.total.high, 95))
    assert (result.total.low, result.total.high) == (
        sum(e.low for e in result.strata),
        sum(e.high for e in result.strata),
    )


def test_no_stratum_at_all_is_refused_in_one_sentence() -> None:
    with pytest.raises(Refused, match=r"^没有抽取样本，不计算误差率。$"):
        overall_rate(())


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_first_number_that_holds_is_found_or_the_last(low: int, length: int, turn: int) -> None:
    asked: list[int] = []

    def holds(n: int) -> bool:
        asked.append(n)
        return n >= turn

    assert module._first_true(low, low + length, holds) == min(max(low, turn), low + length)
    assert all(low <= n < low + length for n in asked)
    assert len(asked) <= length.bit_length()


@given(tallies(40), st.integers(0, 40), st.booleans())
def test_both_tails_together_count_the_samples_with_exactly_that_many_failing_twice(
    drawn: Tally,
    more: int,
    whole: bool,  # noqa: FBT001 - drawn
) -> None:
    failing = min(drawn.failing + more, drawn.population - drawn.sample + drawn.failing)
    above, every = module._count_exact_tail(drawn, failing, at_least=True)
    below, _ = module._count_exact_tail(drawn, failing, at_least=False)
    exactly = comb(failing, drawn.failing) * comb(drawn.population - failing, drawn.sample - drawn.failing)
    assert (above + below, every) == (every + exactly, comb(drawn.population, drawn.sample))
    assert not whole or min(above, below) >= exactly
