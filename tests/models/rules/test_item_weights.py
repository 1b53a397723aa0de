"""党建项目权重: five numbers that sum to 41, written and read back."""

from typing import Any

import pytest

from models.rules.item_weights import EXAMPLE
from models.rules.policy import ITEM_WEIGHTS, read_value, say_value, write_value

STORED = {"ideology": "8", "organization": "9", "integrity": "8", "team": "8", "village": "8"}


@pytest.mark.parametrize(
    "raw",
    [
        EXAMPLE,
        "思想建设：8；组织建设：9；党风廉政建设：8；队伍建设：8；同步小康驻村：8",
        "组织建设９，思想建设8.0，党风廉政建设 8，队伍建设8，同步小康驻村8",
        {"思想建设": "8", "组织建设": 9, "党风廉政建设": "8", "队伍建设": "8", "village": "8"},
    ],
)
def test_the_weights_are_read_as_people_write_them(raw: Any) -> None:
    assert read_value(ITEM_WEIGHTS, raw) == STORED
    assert say_value(ITEM_WEIGHTS, STORED) == EXAMPLE
    assert read_value(ITEM_WEIGHTS, write_value(ITEM_WEIGHTS, STORED)) == STORED


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("思想建设8、组织建设8、党风廉政建设8、队伍建设8、同步小康驻村8", "权重合计40，应为41"),
        ("思想建设20、组织建设21", "没有党风廉政建设、队伍建设、同步小康驻村的权重"),
        ("41", "应写明五项党建项目各自的权重"),
        (f"{EXAMPLE}、思想建设8", "应写明五项党建项目各自的权重"),
        ("经济建设41", "应写明五项党建项目各自的权重"),
        ({"思想建设": "很多"}, "应写明五项党建项目各自的权重"),
        (None, "应写明五项党建项目各自的权重"),
    ],
)
def test_weights_that_are_not_five_of_41_are_refused(raw: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_value(ITEM_WEIGHTS, raw)


def test_the_weights_are_said_in_the_order_of_the_standard_however_they_were_kept() -> None:
    """A database sorts the keys of JSON by their length."""
    kept = {key: STORED[key] for key in sorted(STORED, key=len)}
    assert list(kept) != list(STORED)
    assert say_value(ITEM_WEIGHTS, kept) == EXAMPLE
