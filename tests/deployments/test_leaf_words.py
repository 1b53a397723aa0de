"""One line for each leaf of a target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from deployments.leaf_words import leaf_words
from models.rules.target.amount import Direction
from models.rules.target.progress import PaceColour

LEAF: dict[str, Any] = {
    "code": "1-1",
    "words": "新建公路",
    "quantity": Decimal("100.50"),
    "unit": "公里",
    "direction": Direction.NOT_LESS,
    "standard": "",
    "deadline": date(2026, 9, 30),
}
OWN = {"code": "", "words": "", "deadline": date(2026, 12, 31), "by_default": True}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "指标1-1 新建公路：不少于100.5公里，2026年9月30日"),
        ({"about": True}, "指标1-1 新建公路：不少于100.5公里左右，2026年9月30日"),
        ({"quantity": None, "standard": "竣工验收合格"}, "指标1-1 新建公路：竣工验收合格，2026年9月30日"),
        ({"quantity": None}, "指标1-1 新建公路：未写明，2026年9月30日"),
        ({"direction": None}, "指标1-1 新建公路：100.5公里，2026年9月30日"),
        (OWN, "：不少于100.5公里，年底（默认）"),
        (
            {"progress": Decimal("40.00"), "done": None, "pace": PaceColour.RED},
            "指标1-1 新建公路：不少于100.5公里，2026年9月30日，最近填报40% 红",
        ),
        (
            {"progress": Decimal(60), "done": Decimal("72.0"), "pace": PaceColour.YELLOW},
            "指标1-1 新建公路：不少于100.5公里，2026年9月30日，最近填报60% 黄（完成72公里）",
        ),
        ({"progress": None, "done": None, "pace": PaceColour.GREY}, "指标1-1 新建公路：不少于100.5公里，2026年9月30日"),
        ({"deadline": None}, "指标1-1 新建公路（已标密）"),
    ],
)
def test_a_leaf_says_what_it_asks_and_by_when(more: dict[str, Any], words: str) -> None:
    assert leaf_words(LEAF | more) == words
