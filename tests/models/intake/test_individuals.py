"""The input of 个人等次: whole numbers of people, and no field for a name (A45)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.individuals import IndividualsGiven
from models.rules.score.individuals import Correction

GIVEN: dict[str, Any] = {
    "department": "D001", "year": 2026, "people": 20, "excellent": 5, "reached": 15, "not_reached": 0,
}  # fmt: skip


def test_a_reason_is_read_by_its_label() -> None:
    assert IndividualsGiven(**GIVEN).reason is None
    assert IndividualsGiven(**GIVEN | {"reason": "填报有误"}).reason is Correction.WRONG


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 0},
        {"excellent": -1},
        {"reached": 2.5},
        {"not_reached": "王芳"},
        {"people": 100_001},
        {"reason": "王芳应为优秀"},
        {"names": ["王芳"]},
        {"evidence": ["名单.xlsx"]},
    ],
)
def test_a_name_and_what_is_no_number_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IndividualsGiven(**GIVEN | wrong)


def test_no_field_holds_free_text_but_the_department() -> None:
    texts = [name for name, field in IndividualsGiven.model_fields.items() if field.annotation is str]
    assert texts == ["department"]
