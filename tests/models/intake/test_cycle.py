"""The input that pauses and resumes a cycle."""

from datetime import date

from models.intake.cycle import CycleHeld


def test_the_first_day_is_given_as_from_and_is_optional() -> None:
    result = {"cycle": "monthly_check", "reason": "机构改革"}
    assert CycleHeld.model_validate(result | {"from": "2026-04-20"}).since == date(2026, 4, 20)
    assert CycleHeld.model_validate(result).since is None
