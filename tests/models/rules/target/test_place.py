"""What a target says of its weight, its parent and 可加, in words."""

from decimal import Decimal
from typing import Any

import pytest

from models.rules.target.place import placed

NOTHING: dict[str, Any] = {"weight": None, "addable": None, "parent_code": "", "parent_name": "", "parent_unit": ""}
ELSEWHERE = {"parent_code": "GJ-1", "parent_name": "农村公路", "parent_unit": "交通运输部"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, ""),
        ({"weight": Decimal("8.50")}, "权重8.5"),
        ({"parent_code": "T001"}, "上级目标T001"),
        ({"addable": False}, "不可加"),
        ({"weight": Decimal(8), "parent_code": "T001", "addable": True}, "权重8；上级目标T001，可加"),
        (ELSEWHERE, "上级目标GJ-1“农村公路”（交通运输部管理，不在本系统合计）"),
    ],
)
def test_place_and_weight_in_words(said: dict[str, Any], words: str) -> None:
    assert placed(NOTHING | said) == words
