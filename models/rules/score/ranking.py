"""等次: units of one class ranked on the exact value, and the grades that the quotas leave them (1-2.19, A24, A45)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import groupby

HUNDRED = Decimal(100)
Values = Mapping[str, Decimal | Fraction]


@dataclass(frozen=True, slots=True)
class Quotas:
    """The shares of a class in percent, the best grade first; a unit without a place among them has the last grade."""

    shares: tuple[tuple[str, Decimal], ...]
    rest: str


@dataclass(frozen=True, slots=True)
class QuotaTie:
    """Units of one value across the edge of a quota: which of them has which of the grades is the agency's to say.

    There is a grade for each unit, the best first.
    """

    units: tuple[str, ...]
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grading:
    """The grades of a class; a unit in a tie has none."""

    grades: Mapping[str, str]
    ties: tuple[QuotaTie, ...]


def places(number: int, share: Decimal) -> int:
    """A24: return the whole places of a share in percent, rounded down."""
    return int((number * share / HUNDRED).to_integral_value(ROUND_FLOOR))


def ranks(values: Values) -> dict[str, int]:
    """A45: return the rank of each unit: one more than the units with a higher value; equal values share a rank."""
    found: dict[str, int] = {}
    for units in _equals(values):
        found |= dict.fromkeys(units, len(found) + 1)
    return found


def graded(values: Values, quotas: Quotas) -> Grading:
    """1-2.19, A45: return the grade of each unit of a class, and the ties that no quota decides.

    The order in which the units are given changes nothing.
    """
    ladder = _ladder(len(values), quotas)
    grades: dict[str, str] = {}
    ties: list[QuotaTie] = []
    start = 0
    for units in _equals(values):
        met = tuple(ladder[start : start + len(units)])
        start += len(units)
        if len(set(met)) == 1:
            grades |= dict.fromkeys(units, met[0])
        else:
            ties.append(QuotaTie(tuple(units), met))
    return Grading(grades, tuple(ties))


def check_individuals(named: int, people: int, share: Decimal) -> None:
    """1-2.19, A24: raise ValueError if a unit of `people` names more than the ratio of its grade leaves it."""
    if named > (most := places(people, share)):
        raise ValueError(f"{people}人按{share.normalize():f}%最多{most}人，填报了{named}人")


def _ladder(number: int, quotas: Quotas) -> list[str]:
    taken = [grade for grade, share in quotas.shares for _ in range(places(number, share))]
    return taken + [quotas.rest] * (number - len(taken))


def _equals(values: Values) -> Iterator[Sequence[str]]:
    ordered = sorted(values, key=lambda unit: (-values[unit], unit))
    for _, units in groupby(ordered, key=lambda unit: values[unit]):
        yield tuple(units)
