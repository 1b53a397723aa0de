"""考评项目: the components of a score, and the line of each: full marks minus what the list takes, or what is given."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from operator import attrgetter

from models.rules.kinds import Category, Labelled, PartyItem
from models.rules.setting import normalize_text


class Component(Labelled):
    """A component of the score: the 50 of 职能绩效目标, the five 党建 items of the 41, and the three of the 9."""

    FUNCTIONAL = "functional", "职能绩效目标"
    IDEOLOGY = PartyItem.IDEOLOGY.value, PartyItem.IDEOLOGY.label
    ORGANIZATION = PartyItem.ORGANIZATION.value, PartyItem.ORGANIZATION.label
    INTEGRITY = PartyItem.INTEGRITY.value, PartyItem.INTEGRITY.label
    TEAM = PartyItem.TEAM.value, PartyItem.TEAM.label
    VILLAGE = PartyItem.VILLAGE.value, PartyItem.VILLAGE.label
    LEADERS = "leaders", "省领导评价"
    INNOVATION = "innovation", "创新项目评选"
    SECOND_LEVEL = "second_level", "二级考评"


FIXED: Mapping[Component, Decimal] = {
    Component.FUNCTIONAL: Decimal(50),
    Component.LEADERS: Decimal(3),
    Component.INNOVATION: Decimal(3),
    Component.SECOND_LEVEL: Decimal(3),
}
RATED = frozenset({Component.LEADERS, Component.INNOVATION, Component.SECOND_LEVEL})  # they are given, not deducted
FULL = Decimal(100)


def weights(items: Mapping[str, str] | None) -> dict[Component, Decimal | None]:
    """1-8.1, A1, A4: return the weight of every component in its order; `items` are the weights of the 党建 items.

    Those are None without a setting.
    """
    set_here = {Component(key): Decimal(weight) for key, weight in (items or {}).items()}
    return {each: FIXED.get(each) or set_here.get(each) for each in Component}


@cache
def component_of(category: str | None, item: str | None) -> Component | None:
    """A37, A39: return the component from which the entries of a target are taken; None if its columns do not say."""
    if category == Category.FUNCTIONAL:
        return Component.FUNCTIONAL
    return Component(item) if category == Category.BUILDING and item else None


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


MARK = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
DIGITS = frozenset("0123456789０１２３４５６７８９")
JUNE = 6
NOT_GIVEN = "尚无评价结果"


def read_mark(raw: object) -> Decimal:
    """Parse a mark of 0 to 100 with at most two decimals. Raises ValueError for anything else.

    A circled or raised digit is refused: 8① would be 81, and 8² 82.
    """
    text = normalize_text(raw)
    if (
        any(each.isnumeric() and each not in DIGITS for each in str(raw))
        or not MARK.fullmatch(text)
        or Decimal(text) > FULL
    ):
        raise ValueError("应为0至100的数，最多两位小数，如87.5")
    return Decimal(text)


def given_line(
    component: Component, weight: Decimal | None, share: tuple[Decimal, Decimal], basis: Sequence[str]
) -> Line:
    """A40, A42: return the line of a component with its part of the weight: `share` is what was given, and of what.

    It is one division, so that equal shares are equal points.
    """
    given, full = share
    if weight is None:
        return Line(component, None, None, basis=tuple(basis), given=Given(given, full))
    exact = Fraction(weight) * Fraction(given) / Fraction(full)
    return Line(component, weight, weight * given / full, basis=tuple(basis), given=Given(given, full), share=exact)


def year_appraised(day: date) -> int:
    """1-2.19: return the year whose results are entered on a day: the one before until the end of June."""
    return day.year - 1 if day.month <= JUNE else day.year
