"""The input of 免予考评: a target with the paper of the body that decides it (A37)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.exemption import ExemptionWithdrawn, TargetExempted

GIVEN: dict[str, Any] = {
    "target": "T001",
    "year": 2026,
    "reason": "任务取消",
    "decided_by": "领导小组",
    "number": "黔目标办〔2027〕4号",
    "dated": "2027-01-15",
    "evidence": "批复.pdf",
}


def test_an_exemption_has_a_target_a_reason_and_a_paper() -> None:
    read = TargetExempted.model_validate(GIVEN)
    assert (read.target, read.number, len(read.evidence)) == ("T001", "黔目标办〔2027〕4号", 1)


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_nothing_of_it_may_be_missing(name: str) -> None:
    with pytest.raises(ValidationError):
        TargetExempted.model_validate({key: value for key, value in GIVEN.items() if key != name})


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"year": 26}, {"dated": "昨天"}, {"evidence": []}])
def test_what_is_no_value_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TargetExempted.model_validate(GIVEN | wrong)


def test_it_is_taken_back_with_a_reason() -> None:
    with pytest.raises(ValidationError):
        ExemptionWithdrawn.model_validate({"target": "T001", "year": 2026})
