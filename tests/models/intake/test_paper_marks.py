"""The marks of a paper are the same fields in every act that issues one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.draft import TargetsIssued
from models.intake.inspection import PlanIssued
from models.intake.issued_paper import PaperIssued
from models.intake.paper_marks import marks_of
from models.rules.paper_marks import UNMARKED, PaperMarks, Urgency

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
