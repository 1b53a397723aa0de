"""每季核查: the input of a visit (7.3)."""

import pytest
from pydantic import ValidationError

from models.intake.visit import FieldVisited

SAID = {
    "target": "T001",
    "visitors": "王文、李天",
    "leader": "王文",
    "result": "有困难",
    "problems": "无",
    "assistance": "无",
}


def test_visitors_can_be_written_in_one_cell() -> None:
    assert FieldVisited.model_validate(SAID).visitors == ("王文", "李天")


@pytest.mark.parametrize("missing", ["visitors", "problems", "assistance"])
def test_visitors_problems_and_help_are_required(missing: str) -> None:
    for result in (SAID | {missing: ""}, {name: value for name, value in SAID.items() if name != missing}):
        with pytest.raises(ValidationError, match=missing):
            FieldVisited.model_validate(result)
