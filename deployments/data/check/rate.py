"""核验误差率: the rate of each stratum of a sample, and its exact interval for the population (2.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import comb
from typing import Any

MISSED = Fraction(1, 20)  # 95 % for all strata together
COUNTED = ("population", "sample", "declared", "failing")


def check_rate(told: dict[str, Any], counted: dict[str, tuple[int, int, int, int]]) -> Iterator[str]:
    """`counted`: population, sample, declared complete and failing of each stratum, from the records."""
    name = f"核查{told['inspection']}的误差率"
    if counted.keys() != {each["stratum"] for each in told["strata"]}:
        yield f"{name}：所列的层与样本不同。"
        return
    unsure = sum(size > taken for size, taken, _, _ in counted.values())
    lows = highs = 0
    for each in told["strata"]:
        numbers = counted[each["stratum"]]
        low, high = interval(numbers[0], numbers[1], numbers[3], MISSED / max(unsure, 1))
        lows, highs = lows + low, highs + high
        yield from check_numbers(f"{name}，层“{each['stratum']}”", each, numbers, (low, high))
    whole = tuple(map(sum, zip(*counted.values())))
    yield from check_numbers(f"{name}，合计", told, whole, (lows, highs))


def check_numbers(name: str, told: dict[str, Any], numbers: tuple[int, ...], bounds: tuple[int, int]) -> Iterator[str]:
    size, taken, declared, failing = numbers
    if numbers != tuple(told[each] for each in COUNTED):
        yield f"{name}：按记录应为总体{size}、样本{taken}、申报完成{declared}、不符合{failing}。"
        return
    low, high = (None, None) if size == taken else (float(Fraction(each, size)) for each in bounds)
    share = float(Fraction(failing, declared)) if declared else None
    if (told["rate"], told["rate_declared"]) != (float(Fraction(failing, taken)), share):
        yield f"{name}：误差率应为{failing}/{taken}。"
    if (told["low"], told["high"]) != (low, high):
        yield f"{name}：区间应为{low}至{high}，写的是{told['low']}至{told['high']}。"


def interval(size: int, taken: int, failing: int, missed: Fraction) -> tuple[int, int]:
    """The numbers K of failing targets for which both tails of the sample exceed half of `missed`: least and most."""
    if size == taken:
        return failing, failing
    least, most = failing, size - taken + failing
    low = first(least, most, lambda k: tail(size, taken, k, range(failing, min(k, taken) + 1)) > missed / 2)
    high = first(
        low, most + 1, lambda k: tail(size, taken, k, range(max(0, taken - size + k), failing + 1)) <= missed / 2
    )
    return low, high - 1


def tail(size: int, taken: int, failing: int, seen: range) -> Fraction:
    """The chance to see one of these numbers in a sample when so many targets fail."""
    return Fraction(sum(comb(failing, x) * comb(size - failing, taken - x) for x in seen), comb(size, taken))


def first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number from `low` on for which it holds; from there on it stays so."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
