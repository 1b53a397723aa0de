"""The input of the appraisal: objections with their line and reason, answers, papers with number and file (1-8.2)."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.appraisal import (
    AppraisalApproved,
    AppraisalDrafted,
    ScoreAnswered,
    ScoreObjectionAnswered,
    SheetSuperseded,
)
from models.rules.score.component import Component

FILE = Path("审定.pdf")
PAPER: dict[str, Any] = {"year": 2026, "number": "黔绩领〔2027〕1号", "dated": "2027-03-12", "evidence": FILE}
ANSWER: dict[str, Any] = {"department": "SJYT", "year": 2026, "component": "队伍建设", "answer": "属实"}
LINE = {"component": "team", "reason": "漏计"}


def test_a_line_is_named_by_its_label_or_its_key() -> None:
    for component in ("team", "队伍建设"):
        said = ScoreAnswered(obligation=2, agreed=False, objections=[LINE | {"component": component}])
        assert (said.agreed, said.objections[0].component) == (False, Component.TEAM)


@pytest.mark.parametrize(
    ("agreed", "lines", "words"),
    [
        (False, [], "至少写明一个考评项目"),
        (True, [LINE], "同意的，不写异议理由"),
        (False, [LINE, LINE], "写了两次"),
        (False, [LINE | {"reason": "——"}], "没有文字或数字"),
    ],
)
def test_an_opinion_has_its_reasons(
    agreed: bool,  # noqa: FBT001 - a parameter of the test
    lines: list[dict[str, str]],
    words: str,
) -> None:
    with pytest.raises(ValidationError, match=words):
        ScoreAnswered(obligation=2, agreed=agreed, objections=lines)


def test_an_answer_lists_the_entries_that_do_not_count() -> None:
    said = ScoreObjectionAnswered(**ANSWER, accepted="是", left_out="2026/T1/1、2026/T2/1")
    assert (said.accepted, said.left_out) == (True, ("2026/T1/1", "2026/T2/1"))
    with pytest.raises(ValidationError, match="未采纳的，不写不再计入的条目"):
        ScoreObjectionAnswered(**ANSWER, accepted="否", left_out="2026/T1/1")


@pytest.mark.parametrize("wrong", [{"number": "审定"}, {"evidence": []}, {"dated": None}, {"year": 26}])
def test_an_approval_has_number_date_and_file(wrong: dict[str, Any]) -> None:
    assert AppraisalApproved(**PAPER).evidence[0].file == FILE
    with pytest.raises(ValidationError):
        AppraisalApproved(**PAPER | wrong)


def test_a_correction_has_its_reason() -> None:
    assert SheetSuperseded(**PAPER, department="SJYT", reason="重复列入").left_out == ()
    with pytest.raises(ValidationError):
        SheetSuperseded(**PAPER, department="SJYT", reason=" ")


def test_the_last_day_may_be_left_to_the_setting() -> None:
    assert AppraisalDrafted(year=2026).due is None
