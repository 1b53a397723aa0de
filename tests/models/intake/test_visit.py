"""每季核查: what is said of a visit (7.3)."""

import pytest
from pydantic import ValidationError

from models.intake.visit import FieldVisited

SAID = {"target": "T001", "visitors": "王文、李天", "problems": "无", "assistance": "无"}


def test_visitors_can_be_written_in_one_cell() -> None:
    assert FieldVisited.model_validate(SAID).visitors == ("王文", "李天")


@pytest.mark.parametrize("missing", ["visitors", "problems", "assistance"])
def test_who_was_there_what_was_found_and_what_was_helped_with_must_be_said(missing: str) -> None:
    for said in (SAID | {missing: ""}, {name: value for name, value in SAID.items() if name != missing}):
        with pytest.raises(ValidationError, match=missing):
            FieldVisited.model_validate(said)
