"""The input of the acts of 目标制定: a code, and why the draft is withdrawn."""

import pytest
from pydantic import ValidationError

from models.intake.draft import DraftWithdrawn
from models.intake.faults import complain


def test_a_withdrawal_needs_its_reason() -> None:
    with pytest.raises(ValidationError) as error:
        DraftWithdrawn.model_validate({"target": "N1"})
    assert complain(error.value, DraftWithdrawn) == "“撤回原因”必填。"
    assert DraftWithdrawn.model_validate({"target": "N1", "reason": "重复"}).year is None
