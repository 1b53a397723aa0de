"""A change of signers is returned with a reason."""

import pytest
from pydantic import ValidationError

from models.intake.account import SignersReturned


def test_a_return_has_its_reason() -> None:
    assert SignersReturned(number=3, reason="文号有误").reason == "文号有误"
    with pytest.raises(ValidationError):
        SignersReturned(number=3, reason="")
