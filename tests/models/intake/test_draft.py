"""The input of the acts of 目标制定: what goes together, and one name where a list is asked for."""

from typing import Any

import pytest

from models.intake.draft import (
    DraftOpinion,
    DraftsSubmitted,
    DraftWithdrawn,
    GapWaived,
    ObjectionAnswered,
    OfDrafts,
    SubmissionApproved,
)
from models.rules.draft import OfficeOpinion
from models.rules.kinds import Category
from tests.models.intake.complaint import complaint

LINE = {"target": "N1", "opinion": "有异议", "reason": "用地不足", "proposal": "减半"}
APPROVAL = {"submission": "2026-1", "number": "黔目标〔2026〕1号", "dated": "2026-03-18", "evidence": ["批件.pdf"]}
GAP = {"department": "D001", "gap": "缺本级目标1项", "reason": "职能单一"}


def test_a_withdrawal_needs_its_reason() -> None:
    assert complaint(DraftWithdrawn, {"target": "N1"}) == "“撤回原因”必填。"
    assert DraftWithdrawn.model_validate({"target": "N1", "reason": "重复"}).year is None


@pytest.mark.parametrize("empty", ["reason", "proposal"])
def test_an_objection_has_its_reason_and_a_proposal(empty: str) -> None:
    assert DraftOpinion.model_validate(LINE).opinion is OfficeOpinion.OBJECTED
    assert "目标N1有异议的，须写明理由和修改建议" in complaint(DraftOpinion, LINE | {empty: " "})


@pytest.mark.parametrize("filled", ["reason", "proposal"])
def test_an_agreement_has_neither(filled: str) -> None:
    agreed = {"target": "N1", "opinion": "同意"}
    assert DraftOpinion.model_validate(agreed).opinion is OfficeOpinion.AGREED
    words = complaint(DraftOpinion, agreed | {filled: "减半"})
    assert "目标N1填了理由或修改建议，意见应为“有异议”" in words


def test_one_name_is_a_list_of_one() -> None:
    assert OfDrafts.model_validate({"departments": "D001"}).departments == ("D001",)
    assert OfDrafts.model_validate({"departments": ["D001", "D002"]}).departments == ("D001", "D002")
    assert OfDrafts.model_validate({"departments": "D001、 D002；"}).departments == ("D001", "D002")
    submitted = DraftsSubmitted.model_validate({"category": "职能绩效目标", "targets": "N1"})
    assert (submitted.category, submitted.targets) == (Category.FUNCTIONAL, ("N1",))


@pytest.mark.parametrize("more", [{"returned": ["N1"]}, {"reason": "数量偏低"}])
def test_what_is_returned_and_why_go_together(more: dict[str, Any]) -> None:
    words = complaint(SubmissionApproved, APPROVAL | more)
    assert "退回的目标编号（returned）和退回原因（reason）须一并写明" in words


def test_an_approval_has_its_file() -> None:
    assert "批件" in complaint(SubmissionApproved, APPROVAL | {"evidence": []})


@pytest.mark.parametrize("more", [{"number": "黔目标〔2026〕4号"}, {"dated": "2026-03-18"}])
def test_the_paper_that_tells_a_gap_has_number_and_date(more: dict[str, str]) -> None:
    assert "告知文件的文号（--number）和日期（--dated）须一并写明" in complaint(GapWaived, GAP | more)
    assert GapWaived.model_validate(GAP).dated is None


def test_an_answer_says_yes_or_no() -> None:
    answered = ObjectionAnswered.model_validate({"target": "N1", "accepted": "否", "answer": "任务已定"})
    assert not answered.accepted
