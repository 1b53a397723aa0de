"""A quarter's or a year's filing and its evidence: validated as a form, before any file is opened."""

import os
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.intake.evidence import Proof
from models.intake.report import ReportFiled

LINES = [{"target": "T001", "progress": 100}]


@pytest.mark.parametrize("period", ["2026", "2026Q1"])
def test_a_filing_may_come_without_evidence(period: str) -> None:
    assert ReportFiled.model_validate({"department": "D001", "period": period, "lines": LINES}).evidence == ()


def test_a_proof_names_its_file_and_perhaps_its_target_and_dates() -> None:
    result = {"target": "T001", "file": "验收.pdf", "about": "2026-12-01", "made_on": "2026-12-03"}
    assert Proof.model_validate(result) == Proof(
        target="T001", file=Path("验收.pdf"), about=date(2026, 12, 1), made_on=date(2026, 12, 3)
    )
    assert Proof.model_validate({"file": "总结.pdf"}).target == ""


@pytest.mark.parametrize("wrong", [{}, {"file": "x", "about": "明天"}, {"file": "x", "name": "y"}])
def test_a_wrong_proof_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Proof.model_validate(wrong)


@pytest.mark.parametrize("name", [b"\xd5\xd5\xc6\xac.pdf", b"a\x00.pdf"])
def test_a_file_name_that_cannot_be_stored_is_refused_with_a_sentence(name: bytes) -> None:
    with pytest.raises(ValidationError, match="的文件名不是UTF-8编码的文字，请改名后再提交"):
        Proof.model_validate({"file": os.fsdecode(name)})
