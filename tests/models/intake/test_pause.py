"""What is said to pause and to resume a cycle."""

from datetime import date

from models.intake.pause import CycleHeld


def test_the_first_day_is_said_as_from_and_may_be_left_out() -> None:
    said = {"cycle": "monthly_check", "reason": "机构改革"}
    assert CycleHeld.model_validate(said | {"from": "2026-04-20"}).since == date(2026, 4, 20)
    assert CycleHeld.model_validate(said).since is None
