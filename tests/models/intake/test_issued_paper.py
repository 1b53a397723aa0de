"""The input of the acts of 发文字号: kinds by their Chinese names, limits of length."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.intake.issued_paper import NumberVoided, PaperIssued
from models.rules.paper_number import PaperKind


@pytest.mark.parametrize("kind", PaperKind)
def test_a_kind_is_named_in_chinese_or_by_its_key(kind: PaperKind) -> None:
    for name in (kind.label, kind.value):
        assert PaperIssued.model_validate({"kind": name, "subject": "T001"}).kind is kind


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "核查方案", "subject": "2026-1"},
        {"kind": "整改通知", "subject": " "},
        {"kind": "整改通知", "subject": "T001", "number": "号" * 41},
        {"kind": "目标报审", "subject": "2026-1", "signer": "王" * 41},
    ],
)
def test_another_kind_an_empty_subject_and_a_long_text_are_refused(data: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        PaperIssued.model_validate(data)


@pytest.mark.parametrize("data", [{"number": "", "reason": "错"}, {"number": "1", "reason": ""}])
def test_a_number_is_voided_with_a_reason(data: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        NumberVoided.model_validate(data)
