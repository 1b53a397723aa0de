"""The components of a score: 50, 41 and 9 (1-6.1, 1-8.1, A1, A4, A39)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.rules.item_weights import EXAMPLE, read_item_weights
from models.rules.kinds import PartyItem
from models.rules.score.component import FULL, RATED, Component, component_of, weights


def test_the_components_add_up_to_a_hundred_once_the_items_have_weights() -> None:
    scale = weights(read_item_weights(EXAMPLE))
    assert sum(weight for weight in scale.values() if weight is not None) == FULL
    assert list(scale) == list(Component)
    assert sum(scale[each] or 0 for each in RATED) == Decimal(9)


def test_without_a_setting_the_items_have_no_weight_and_the_others_have_theirs() -> None:
    unset = [component for component, weight in weights(None).items() if weight is None]
    assert [each.label for each in unset] == [item.label for item in PartyItem]


@pytest.mark.parametrize(
    ("category", "item", "component"),
    [
        ("functional", None, Component.FUNCTIONAL),
        ("functional", "team", Component.FUNCTIONAL),
        ("building", "team", Component.TEAM),
        ("building", None, None),
        (None, None, None),
    ],
)
def test_a_target_belongs_to_its_half_or_its_item(
    category: str | None, item: str | None, component: Component | None
) -> None:
    assert component_of(category, item) is component
