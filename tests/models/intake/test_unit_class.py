"""The input of 单位类别: a class with the number, the date and the file of its paper (A45)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.unit_class import UnitClassGiven

GIVEN: dict[str, Any] = {
    "department": "D001", "year": 2026, "unit_class": " Ａ类", "number": "黔目标办〔2026〕6号", "dated": "2026-03-02",
    "evidence": ["分类.pdf"],
}  # fmt: skip


def test_a_class_comes_with_its_paper_and_has_one_spelling() -> None:
    given = UnitClassGiven(**GIVEN)
    assert (given.unit_class, given.year, given.evidence[0].file.name) == ("A类", 2026, "分类.pdf")


@pytest.mark.parametrize(
    "wrong", [{"unit_class": " "}, {"unit_class": None}, {"year": 0}, {"number": ""}, {"dated": ""}, {"evidence": []}]
)
def test_without_a_class_a_year_or_a_paper_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        UnitClassGiven(**GIVEN | wrong)
