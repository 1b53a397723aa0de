"""The input of the acts of 发文字号: kinds by their Chinese names, limits of length."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.draft import TargetsIssued
from models.intake.inspection import PlanIssued
from models.intake.issued_paper import NumberVoided, PaperIssued, marks_of
from models.rules.paper_number import UNMARKED, PaperKind, PaperMarks, Urgency


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


STATED: dict[str, Any] = {"copy_number": "００００１２", "secrecy": "秘密 ★ １年", "urgency": "加急"}
FORMS: list[tuple[type[Any], dict[str, Any]]] = [
    (PaperIssued, {"kind": "整改通知", "subject": "T001"}),
    (PlanIssued, {"inspection": "2026-1", "document_number": "黔目标办〔2026〕20号"}),
    (TargetsIssued, {"submission": "2026-1", "number": "黔目标〔2026〕3号", "dated": date(2026, 3, 19)}),
]
every_form = pytest.mark.parametrize(("form", "fields"), FORMS)


@every_form
def test_the_marks_are_read_as_people_write_them(form: type[Any], fields: dict[str, Any]) -> None:
    assert marks_of(form(**fields, **STATED)) == PaperMarks("000012", "秘密★1年", Urgency.URGENT)
    assert marks_of(form(**fields)) == UNMARKED


@every_form
@pytest.mark.parametrize("wrong", [{"copy_number": "1"}, {"secrecy": "绝密★1年"}, {"urgency": "急"}])
def test_another_form_is_refused(form: type[Any], fields: dict[str, Any], wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        form(**fields, **wrong)
