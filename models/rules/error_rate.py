"""核验误差率 (2.1, A12): the error rate of a sample and its interval for the population, in exact arithmetic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from models.rules.errors import Refused

MISSED = Fraction(1, 20)  # the chance that an interval misses the population's rate: 5 % for 95 % confidence
SCALE = 1 << 96
LARGEST = 10_000_000
CONSERVATIVE = "各层区间分别按更高的置信度计算后相加，总的区间偏宽，置信度不低于95%。"
POOLED = "各层抽取比例不同，合计的误差率只说明样本，不是总体的估计；总体看区间。"


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one stratum, in targets: N in the population, n drawn, d declared complete, k found failing.

    The d are among the n, the k among the d. Raises Refused unless 0 ≤ k ≤ d ≤ n ≤ N and 0 < n.
    """

    population: int
    sample: int
    declared: int
    failing: int
    name: str = ""

    def __post_init__(self) -> None:
        """Raise Refused if the numbers contradict each other, or if the sample is empty: no sample, no rate."""
        where = f"层“{self.name}”：" if self.name else ""
        if not 1 <= self.population <= LARGEST:
            raise Refused(f"{where}总体{self.population}项，应在1到{LARGEST}之间。")
        if self.sample == 0:
            raise Refused(f"{where}没有抽取样本，不计算误差率。")
        if not 0 < self.sample <= self.population:
            raise Refused(f"{where}样本{self.sample}项，应在1到总体的{self.population}项之间。")
        if not 0 <= self.declared <= self.sample:
            raise Refused(f"{where}申报完成{self.declared}项，应在0到样本的{self.sample}项之间。")
        if not 0 <= self.failing <= self.declared:
            raise Refused(f"{where}申报完成而不符合标准{self.failing}项，应在0到申报完成的{self.declared}项之间。")

    @property
    def is_certain(self) -> bool:
        """Return whether the whole population was inspected, so that no inference is needed."""
        return self.sample == self.population

    @property
    def rate(self) -> Fraction:
        """Return 核验误差率 as the clause defines it: failing among the declared-complete ÷ all samples drawn (2.1)."""
        return Fraction(self.failing, self.sample)

    @property
    def rate_declared(self) -> Fraction | None:
        """Return the rate among the declared-complete samples; None if there are none."""
        return Fraction(self.failing, self.declared) if self.declared else None


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """The error rate of a stratum and its interval: from `low` to `high` failing targets in its population.

    `missed` is the probability that such an interval misses the true number. If the whole population was inspected,
    both bounds are the count itself.
    """

    tally: Tally
    low: int
    high: int
    missed: Fraction

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """Return the interval as rates of the population."""
        return Fraction(self.low, self.tally.population), Fraction(self.high, self.tally.population)


@dataclass(frozen=True, slots=True)
class Overall:
    """The error rate over all strata; its interval sums the strata's bounds, with exact counts for certain strata.

    `marks` are the remarks that the sample itself carries.
    """

    strata: tuple[ErrorRate, ...]
    total: ErrorRate
    marks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return the remarks that must accompany the numbers; empty if there are none."""
        shares = {Fraction(each.tally.sample, each.tally.population) for each in self.strata}
        uncertain = sum(not each.tally.is_certain for each in self.strata)
        notes = (CONSERVATIVE if uncertain > 1 else "") + (POOLED if len(shares) > 1 else "")
        return notes + "".join(f"注意：{mark}。" for mark in self.marks)


def error_rate(tally: Tally, missed: Fraction = MISSED) -> ErrorRate:
    """2.1: return the rate of one stratum with its exact equal-tailed hypergeometric interval (A12).

    The interval holds all numbers K of failing targets for which both P(X ≤ k) and P(X ≥ k) exceed half of `missed`.
    """
    n, k = tally.sample, tally.failing
    half = missed / 2
    least, most = k, tally.population - n + k  # the sample proves k failing targets and n - k sound ones
    low = _first_true(least, most, lambda failing: _tail_exceeds(tally, failing, half, at_least=True))
    high = _first_true(low, most + 1, lambda failing: not _tail_exceeds(tally, failing, half, at_least=False)) - 1
    return ErrorRate(tally, low, high, missed)


def overall_rate(tallies: Sequence[Tally]) -> Overall:
    """2.1: return the rates of the strata and of all strata together. Raises Refused if the list is empty.

    Each of the k strata that were only sampled has confidence 1 - 0.05/k, so that all intervals hold together with at
    least 95 %; the sum of their bounds is therefore conservative (A12).
    """
    if not tallies:
        raise Refused("没有抽取样本，不计算误差率。")
    uncertain = sum(not tally.is_certain for tally in tallies)
    missed = MISSED / max(uncertain, 1)
    strata = tuple(error_rate(tally, missed) for tally in tallies)
    sums = (sum(getattr(tally, part) for tally in tallies) for part in ("population", "sample", "declared", "failing"))
    low, high = sum(each.low for each in strata), sum(each.high for each in strata)
    return Overall(strata, ErrorRate(Tally(*sums), low, high, MISSED))


def _first_true(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest number from `low` to `high` where `holds` becomes true and stays true; `high` by default."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _tail_exceeds(tally: Tally, failing: int, limit: Fraction, *, at_least: bool) -> bool:
    """Return whether P(X ≥ k), or P(X ≤ k), exceeds the limit when `failing` targets of the population fail.

    Proven bounds decide first; the exact terms are summed only when the limit lies between the bounds.
    """
    tail, whole, error = _scale_tail(tally, failing, at_least=at_least)
    if tail * limit.denominator > (whole + error) * limit.numerator:
        return True
    if (tail + error) * limit.denominator <= whole * limit.numerator:
        return False
    tail, whole = _count_exact_tail(tally, failing, at_least=at_least)
    return tail * limit.denominator > whole * limit.numerator


def _count_exact_tail(tally: Tally, failing: int, *, at_least: bool) -> tuple[int, int]:
    """Return the number of samples in the tail and of all samples: exact, in long integers."""
    size, n, k = tally.population, tally.sample, tally.failing
    seen = range(k, min(failing, n) + 1) if at_least else range(max(0, n - size + failing), k + 1)
    return sum(comb(failing, x) * comb(size - failing, n - x) for x in seen), comb(size, n)


def _scale_tail(tally: Tally, failing: int, *, at_least: bool) -> tuple[int, int, int]:
    """Return tail and total in units of the likeliest outcome / SCALE, rounded down, and the largest rounding error.

    From the likeliest outcome outwards the terms only fall, each the previous one times a ratio ≤ 1. Rounding down
    loses less than 1 per step, and no more than an earlier loss is passed on: after i steps a term is too small by less
    than i. A term that has reached 0 was less than i, and so are the terms left out after it. There are at most n + 1
    terms, at most n steps away: together they lose less than (n + 1)².
    """
    size, n, k = tally.population, tally.sample, tally.failing
    peak = (n + 1) * (failing + 1) // (size + 2)
    above, rising = _scaled_terms(size, n, failing, peak, up=True), _scaled_terms(size, n, failing, peak, up=False)
    outcomes = [
        *((peak - i, term) for i, term in enumerate(rising)),
        *((peak + i, t) for i, t in enumerate(above) if i),
    ]
    tail = sum(term for x, term in outcomes if (x >= k if at_least else x <= k))
    return tail, sum(term for _, term in outcomes), (n + 1) ** 2


def _scaled_terms(size: int, n: int, failing: int, x: int, *, up: bool) -> list[int]:
    """Return the outcomes' likelihoods from x on, upwards or downwards, as parts of SCALE of the first, down to 0."""
    terms, term = [], SCALE
    rest = size - failing - n
    while term:
        terms.append(term)
        if up:
            term = term * (failing - x) * (n - x) // ((x + 1) * (rest + x + 1))
            x += 1
        else:
            term = term * x * (rest + x) // ((failing - x + 1) * (n - x + 1))
            x -= 1
    return terms
