"""The input of the acts of 发文字号: kinds by their Chinese names, limits of length."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.intake.issued_paper import NumberVoided, PaperIssued
from models.rules.paper_marks import PaperMarks, Urgency
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


@pytest.mark.parametrize(
    "marks",
    [{"copy_number": "1"}, {"secrecy": "秘密"}, {"secrecy": "绝密★1年"}, {"urgency": "平急"}, {"urgency": "急"}],
)
def test_marks_of_another_form_are_refused(marks: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        PaperIssued.model_validate({"kind": "整改通知", "subject": "T001", **marks})


def test_marks_are_optional_and_read_as_people_write_them() -> None:
    given = {"kind": "整改通知", "subject": "T001"}
    assert PaperIssued.model_validate(given).marks == PaperMarks()
    stated = {"copy_number": "００００１２", "secrecy": "秘密 ★ １年", "urgency": "加急"}
    assert PaperIssued.model_validate(given | stated).marks == PaperMarks("000012", "秘密★1年", Urgency.URGENT)
