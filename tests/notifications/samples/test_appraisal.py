"""Notices of 年度考评: a sheet to check, an answered objection, a corrected sheet."""

from __future__ import annotations

import pytest

from notifications.printers import Rendered
from notifications.render import render
from notifications.samples import SAMPLES


def rendered(kind: str, number: int = 0) -> Rendered:
    """A sample as it is sent."""
    return render(kind, dict(SAMPLES[kind][number]))


@pytest.mark.parametrize("number", [0, 1])
def test_head_and_office_read_their_own_sheet_and_until_when_they_may_object(number: int) -> None:
    found = rendered("opened_appraisal_objection", number)
    assert found.subject.startswith("【考评异议】2026年得分表，请于3月8日")
    for text in (found.text, found.html):
        assert "条目2026/GZ2026-02-1/1扣2.00分" in text
        assert "94.10分" in text
        assert "到期没有反馈的，按未提异议办理" in text


@pytest.mark.parametrize(("number", "words"), [(0, "已采纳"), (1, "未采纳")])
def test_an_office_reads_the_answer_to_its_objection(number: int, words: str) -> None:
    found = rendered("score_objection_answered", number)
    assert found.subject == f"【考评异议】对职能绩效目标的异议{words}"
    assert "提出的理由：该项目已于截止日以前补欠。" in found.text.splitlines()


def test_a_correction_says_its_paper_and_its_reason() -> None:
    found = rendered("score_superseded")
    assert "按黔绩领〔2027〕4号更正" in found.text
    assert "更正原因：条目重复列入。" in found.text.splitlines()
    assert "合计：94.10分。" in found.text.splitlines()


@pytest.mark.parametrize("number", [0, 1])
def test_a_department_reads_its_results_its_place_and_until_when_it_receives_them(number: int) -> None:
    found = rendered("opened_result_receipt", number)
    assert found.subject == "【考评结果】2026年考评结果，请于3月16日（周二）前签收"
    for text in (found.text, found.html):
        assert "条目2026/GZ2026-02-1/1扣2.00分" in text
        assert "在甲类24个部门中列第5位，等次二等奖" in text


def test_only_what_there_is_is_said_of_paper_and_of_what_was_left() -> None:
    whole, bare = (rendered("opened_result_receipt", number).text for number in (0, 1))
    assert "（黔目标办发〔2027〕5号）" in whole
    assert "新年度目标须一并考虑的上年遗留：整改未完成1项（GZ2026-02-1）。" in whole
    assert "上年遗留" not in bare
    assert "〔2027〕" not in bare


def test_the_agency_reads_who_is_missing_and_is_to_be_phoned() -> None:
    late, early = (rendered("results_use", number) for number in (0, 1))
    assert late.subject == "【结果运用】2026年考评结果：未反馈1个，待签收12个，逾期2个"
    assert "请电话告知并登记（tell_result）" in late.text
    assert "逾期未签收，请电话告知，王强 13900000001" in late.text
    assert "tell_result" not in early.text
    assert early.subject == "【结果运用】2026年考评结果：未反馈0个，待签收3个"
