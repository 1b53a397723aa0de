"""The input of 二级考评: a mark of 0 to 100 with the number, the date and the file of its paper (A42)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.second_level import SecondLevelGiven

GIVEN: dict[str, Any] = {
    "department": "D001", "year": 2026, "value": "87.5", "number": "黔目标办〔2027〕3号", "dated": "2027-01-12",
    "evidence": ["结果.pdf"],
}  # fmt: skip


def test_a_mark_comes_with_its_paper() -> None:
    given = SecondLevelGiven(**GIVEN)
    assert (given.value, given.year, given.evidence[0].file.name) == (Decimal("87.5"), 2026, "结果.pdf")


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "100.5"},
        {"value": "-3"},
        {"value": "87.555"},
        {"value": "良好"},
        {"year": 0},
        {"year": 9999},
        {"number": " "},
        {"dated": ""},
        {"evidence": []},
    ],
)
def test_outside_the_scale_or_without_a_paper_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SecondLevelGiven(**GIVEN | wrong)
