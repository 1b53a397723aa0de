"""Parameters of a run started by hand: a Chinese form with one optional field."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from deployments.schedules import flow_of
from models.rules.cycles import CYCLES, ROUTINES
from models.rules.errors import Refused
from tasks.flow_shell import TODAY, RunForm, _refuse_unknown_fields


def test_the_form_speaks_chinese() -> None:
    fields: dict[str, Any] = RunForm.model_json_schema()["properties"]
    assert {name: field["title"] for name, field in fields.items()} == {
        "period": "期间",
    }
    assert all("留空" in field["description"] for field in fields.values())


@pytest.mark.parametrize("key", [cycle.key for cycle in (*CYCLES, *ROUTINES)])
def test_the_titles_reach_the_form_of_every_flow(key: str) -> None:
    flow = flow_of(next(cycle for cycle in (*CYCLES, *ROUTINES) if cycle.key == key))
    assert list(flow.parameters.properties) == ["form"]
    fields = flow.parameters.definitions["RunForm"]["properties"]
    assert [field["title"] for field in fields.values()] == ["期间"]
    assert not flow.parameters.required


def test_all_fields_are_optional() -> None:
    assert TODAY.period is None
    assert RunForm.model_validate({}) == TODAY


def test_no_date_can_be_chosen() -> None:
    with pytest.raises(Refused, match="运行参数没有“business_date”，只能填写期间"):
        _refuse_unknown_fields(RunForm.model_validate({"business_date": "2026-03-05"}))


def test_a_form_does_not_change() -> None:
    with pytest.raises(ValidationError):
        TODAY.period = "2026-03"  # type: ignore[misc]  # that is what is refused
