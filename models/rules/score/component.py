"""考评项目: the components of a year's score, their weights, and the one that a target belongs to (1-6.1, 1-8.1)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from models.rules.kinds import Category, Labelled, PartyItem


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
