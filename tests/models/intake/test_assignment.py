"""The input of 交办事项: who assigned it is named by its label, and its paper is kept (1-5.3 f)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.assignment import AssignmentReceived
from models.rules.assignment import Giver

GIVEN: dict[str, Any] = {
    "giver": "领导小组", "content": "起草专题报告", "number": "黔绩领〔2026〕3号", "dated": "2026-03-02",
    "evidence": ["交办通知.pdf"],
}  # fmt: skip


@pytest.mark.parametrize(("giver", "found"), [("领导小组", Giver.LEADING_GROUP), ("government", Giver.GOVERNMENT)])
def test_who_assigned_it_is_named_by_label_or_key(giver: str, found: Giver) -> None:
    assert AssignmentReceived(**GIVEN | {"giver": giver}).giver is found


@pytest.mark.parametrize("wrong", [{"giver": "省审计厅"}, {"content": " "}, {"number": ""}, {"evidence": []}])
def test_without_giver_content_number_or_paper_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AssignmentReceived(**GIVEN | wrong)
