"""The input of 规章制度: the kind by its Chinese label, a paper and its file."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.regulation import RegulationIssued
from models.rules.regulation import RegulationKind

GIVEN: dict[str, Any] = {
    "kind": "规章制度",
    "name": "目标管控办法",
    "number": "黔目标〔2026〕4号",
    "dated": "2026-02-20",
    "evidence": "办法.pdf",
}


def test_the_kind_is_written_in_chinese() -> None:
    assert RegulationIssued.model_validate(GIVEN).kind is RegulationKind.RULES


@pytest.mark.parametrize(
    "wrong", [{"kind": "通知"}, {"name": " "}, {"number": "号" * 201}, {"evidence": []}, {"dated": "昨天"}]
)
def test_what_is_missing_or_of_no_kind_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RegulationIssued.model_validate(GIVEN | wrong)
