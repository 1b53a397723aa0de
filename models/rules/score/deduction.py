"""扣分: full marks minus what the negative list takes, component by component, never below 0 (1-2.23, A37, A38)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from operator import attrgetter

from models.rules.score.component import Component

NOTHING = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Deduction:
    """What one entry takes: its points are 0 or below, None if 未设定; `limit` is the weight of its target, if set."""

    entry: str
    points: Decimal | None
    limit: Decimal | None = None

    @property
    def taken(self) -> Decimal | None:
        """A38: return what the entry takes, 0 or more, and no more than its target's weight."""
        if self.points is None:
            return None
        return -self.points if self.limit is None else min(-self.points, self.limit)


@dataclass(frozen=True, slots=True)
class Given:
    """What a component was given, and of what; `number` is how many rated, if the value is their mean."""

    value: Decimal
    full: Decimal
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One component of a score: its weight, its points, and the deductions or the words that made it so.

    `points` is None while something that it needs is 未设定; `lacks` says what. `basis` says in words what a given
    component was made of, `given` in numbers.
    """

    component: Component
    weight: Decimal | None
    points: Decimal | None
    deductions: tuple[Deduction, ...] = ()
    lacks: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    given: Given | None = None
    share: Fraction | None = None  # the points where they are a division, which no decimal may hold

    @property
    def exact(self) -> Fraction | None:
        """A46: return the points without any rounding; they are compared by these."""
        if self.points is None or self.share is not None:
            return self.share
        return Fraction(self.points)

    @property
    def at_floor(self) -> bool:
        """Return whether the entries together take more than there is: then no entry has a share."""
        if self.points != NOTHING:
            return False
        taken = [each.taken for each in self.deductions]
        return None not in taken and sum(filter(None, taken)) > (self.weight or NOTHING)


def deducted_line(component: Component, weight: Decimal | None, deductions: Iterable[Deduction]) -> Line:
    """A37: return the line of a component that starts at its weight and loses what its entries take, to 0 at least.

    The order of the entries changes nothing.
    """
    entries = tuple(sorted(deductions, key=attrgetter("entry")))
    taken = [each.taken for each in entries]
    lacks = [f"条目{each.entry}的记分未设定" for each, known in zip(entries, taken, strict=True) if known is None]
    if weight is None or lacks:
        unset = [f"{component.label}的权重未设定"] if weight is None else []
        return Line(component, weight, None, entries, (*unset, *lacks))
    return Line(component, weight, max(weight - sum(filter(None, taken), NOTHING), NOTHING), entries)


def total(lines: Sequence[Line]) -> Decimal | None:
    """Return the sum of all components; None while one of them is 未设定: nothing is invented."""
    points = [line.points for line in lines]
    return None if None in points else sum((each for each in points if each), NOTHING)


def exact_total(lines: Sequence[Line]) -> Fraction | None:
    """A46: return the sum of all components without any rounding; None while one of them is 未设定."""
    points = [line.exact for line in lines]
    return None if None in points else sum((each for each in points if each), Fraction(0))


def shown(points: Decimal) -> str:
    """A46: return points with two digits, rounded half up; they are compared exactly."""
    return f"{points.quantize(CENT, ROUND_HALF_UP):f}"
