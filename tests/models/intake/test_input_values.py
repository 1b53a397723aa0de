"""The field types that the inputs of acts share: periods, years, whole numbers, 是 and 否, labels."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from models.intake.adjustment import AdjustmentRequested
from models.intake.cloud import WarningConfirmed
from models.intake.duty import ObligationWaived, UrgingDone
from models.intake.faults import complain
from models.intake.input import OfTarget
from models.intake.meeting import ReviewHeld
from models.intake.report import ReportedLine, ReportReturned
from models.intake.source import read_paper
from models.intake.year_end import YearEndNoticeGiven
from models.rules.errors import Refused
from models.rules.kinds import LineStatus
from models.rules.periods import Span, parse_period, periods_of_year
from models.rules.reminders import UrgingMethod

RETURNED = {"department": "D001", "period": "2026-03", "reason": "数据有误"}
URGED = {"urging": 5, "outcome": "已答复"}
FORMS_OF_PERIODS = "应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）"


def complaint(form: type[BaseModel], data: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as error:
        form.model_validate(data)
    return complain(error.value, form)


@pytest.mark.parametrize("period", ["2026-03", "2026-12", "2026Q1", "2026Q4", "2026H1", "2026H2", "2026"])
def test_a_period_has_one_of_four_forms(period: str) -> None:
    assert ReportReturned.model_validate(RETURNED | {"period": f" {period}\n"}).period == period


@pytest.mark.parametrize("typed", ["2026年3月", "２０２６－０３"])
def test_a_period_in_chinese_is_kept_in_its_one_spelling(typed: str) -> None:
    assert ReportReturned.model_validate(RETURNED | {"period": typed}).period == "2026-03"


@given(year=st.integers(2013, 2100), span=st.sampled_from([Span.MONTH, Span.QUARTER, Span.HALF, Span.YEAR]))
def test_every_period_of_a_year_is_accepted_as_it_is_named(year: int, span: Span) -> None:
    for period in periods_of_year(span, year):
        given = ReportReturned.model_validate(RETURNED | {"period": str(period)})
        assert parse_period(given.period) == period


@pytest.mark.parametrize(
    "period",
    [
        "2026-3",
        "2026-00",
        "2026-13",
        "2026/03",
        "202603",
        "2026年13月",
        "2026Q0",
        "2026Q5",
        "2026q1",
        "2026H3",
        "26-03",
    ],
)
def test_a_period_of_another_form_is_refused_with_the_four(period: str) -> None:
    assert complaint(ReportReturned, RETURNED | {"period": period}) == f"“期间”“{period}”无法识别，{FORMS_OF_PERIODS}。"


@pytest.mark.parametrize("period", ["0000", "0000Q1", "0000-12", "9999", "9999H2"])
def test_a_period_outside_the_calendar_is_refused(period: str) -> None:
    assert complaint(ReportReturned, RETURNED | {"period": period}) == f"“期间”“{period}”的年份超出范围。"


@pytest.mark.parametrize(
    ("year", "read"), [(None, None), (2026, 2026), ("2026", 2026), (" 2026 ", 2026), (2026.0, 2026)]
)
def test_a_year_is_a_whole_number_or_left_out(year: object, read: int | None) -> None:
    assert OfTarget.model_validate({"target": "T001", "year": year}).year == read


@pytest.mark.parametrize("year", ["今年", "2026年", "", 2026.5, "2026.5", [2026], "二〇二六"])
def test_a_year_of_another_form_is_refused(year: object) -> None:
    assert complaint(OfTarget, {"target": "T001", "year": year}) == "“年度”不是整数。"


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (ObligationWaived, {"obligation": "第三项", "reason": "撤并"}, "“事项编号”不是整数。"),
        (ObligationWaived, {"obligation": None, "reason": "撤并"}, "“事项编号”不是整数。"),
        (UrgingDone, URGED | {"urging": "5号"}, "“催办任务编号”不是整数。"),
        (UrgingDone, URGED | {"urging": 5.5}, "“催办任务编号”不是整数。"),
        (YearEndNoticeGiven, {"year": "明年", "number": "3", "requirements": "备齐"}, "“年度”不是整数。"),
    ],
)
def test_a_number_of_a_record_is_whole(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


@pytest.mark.parametrize(("answer", "read"), [("是", True), ("否", False), (True, True), (False, False)])
def test_yes_and_no_are_given_in_chinese_or_as_json(answer: object, *, read: bool) -> None:
    assert UrgingDone.model_validate(URGED | {"skipped": answer}).skipped is read


@pytest.mark.parametrize(
    ("form", "title"),
    [(UrgingDone, "跳过"), (ReviewHeld, "同时作为第二季度分析会"), (WarningConfirmed, "是否提出列入负面清单")],
)
@pytest.mark.parametrize("answer", ["对", "", "是的", "是 否", None, 2, 0.5])
def test_any_other_answer_is_refused(form: type[BaseModel], title: str, answer: object) -> None:
    name = next(name for name, field in form.model_fields.items() if field.title == title)
    assert f"“{title}”应填是或否" in complaint(form, {name: answer})


@pytest.mark.parametrize("method", UrgingMethod)
def test_a_member_of_a_closed_list_is_given_by_label_key_or_as_such(method: UrgingMethod) -> None:
    given = [UrgingDone.model_validate(URGED | {"replaced_by": each}) for each in (method.label, method.value, method)]
    assert [each.replaced_by for each in given] == [method] * 3


@pytest.mark.parametrize("status", LineStatus)
def test_a_status_is_given_by_its_label_or_key(status: LineStatus) -> None:
    lines = [ReportedLine(target="T001", progress=0, status=each) for each in (status.label, status.value)]
    assert [line.status for line in lines] == [status, status]


@pytest.mark.parametrize("method", ["传真", "电话", "PHONE", "电话询问、发函", " "])
def test_a_label_outside_the_list_is_refused_with_the_list(method: str) -> None:
    expected = f"“改用方式”“{method}”不在可选范围内，可填：电话询问、发函、实地催办。"
    assert complaint(UrgingDone, URGED | {"replaced_by": method}) == expected


@pytest.mark.parametrize("method", ["", 3, False, ["发函"], {"method": "发函"}])
def test_what_is_no_label_is_refused(method: object) -> None:
    assert complaint(UrgingDone, URGED | {"replaced_by": method}) == "“改用方式”不在可选范围内。"


@pytest.mark.parametrize("reason", ["。", "---", "/", "“ ”", "？！"])
def test_signs_alone_are_no_reason_and_no_number_of_a_paper(reason: str) -> None:
    shown = reason.strip()
    assert complaint(ReportReturned, RETURNED | {"reason": reason}) == f"“退回原因”“{shown}”没有文字或数字，请写明。"
    with pytest.raises(Refused, match="没有文字或数字，请写明"):
        read_paper({"number": reason, "dated": "2026-03-05"})


def test_a_unit_and_a_remark_may_be_a_sign() -> None:
    asked = AdjustmentRequested(
        target="T001", ground="重大政策", reason="调减", unit="%", note="/", evidence=({"file": "a.pdf"},)
    )
    assert (asked.unit, asked.note) == ("%", "/")


@pytest.mark.parametrize("reason", ["\u200b", "\u3164 \u2800"])
def test_a_text_of_which_nothing_is_seen_is_no_reason(reason: str) -> None:
    words = complaint(ReportReturned, RETURNED | {"reason": reason})
    assert words == "“退回原因”只有看不见的字符，请重新填写。"
