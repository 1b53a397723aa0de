"""The input of the appraisal: objections with their line and reason, answers, papers with number and file (1-8.2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.intake.appraisal import (
    AppraisalApproved,
    AppraisalDrafted,
    LineObjection,
    ScoreAnswered,
    ScoreObjectionAnswered,
    SheetRecomputed,
    SheetSuperseded,
)
from models.rules.score.facts import Contested

if TYPE_CHECKING:
    from models.intake.input import Input


FILE = Path("审定.pdf")
PAPER: dict[str, Any] = {"year": 2026, "number": "黔绩领〔2027〕1号", "dated": "2027-03-12", "evidence": FILE}
ANSWER: dict[str, Any] = {"department": "SJYT", "year": 2026, "component": "队伍建设", "answer": "属实"}
LINE = {"component": "team", "reason": "漏计"}


def test_a_line_is_named_by_its_label_or_its_key() -> None:
    for component in ("team", "队伍建设"):
        said = ScoreAnswered(obligation=2, agreed=False, objections=[LINE | {"component": component}])
        assert (said.agreed, said.objections[0].component) == (False, Contested.TEAM)


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


OF_SHEET: dict[str, Any] = {"department": "SJYT", "year": 2026}
PAPER_VALUES: dict[str, Any] = {"number": "黔绩领〔2027〕1号", "dated": "2027-03-12", "evidence": FILE}
ANSWER_VALUES: dict[str, Any] = {**OF_SHEET, "component": "team", "accepted": "是", "answer": "属实"}
FORMS: list[tuple[type[Input], dict[str, Any]]] = [
    (AppraisalDrafted, {"year": 2026}),
    (SheetRecomputed, OF_SHEET),
    (ScoreObjectionAnswered, ANSWER_VALUES),
    (AppraisalApproved, {"year": 2026, **PAPER_VALUES}),
    (SheetSuperseded, {**OF_SHEET, **PAPER_VALUES, "reason": "重复列入"}),
]
REQUIRED = [(form, given, name) for form, given in FORMS for name in given]


@pytest.mark.parametrize(("form", "whole"), FORMS)
def test_each_input_is_taken_as_it_is_written_above(form: type[Input], whole: dict[str, Any]) -> None:
    assert form(**whole).model_fields_set == set(whole)


@pytest.mark.parametrize(("form", "whole", "name"), REQUIRED)
def test_no_field_of_these_may_be_left_out(form: type[Input], whole: dict[str, Any], name: str) -> None:
    with pytest.raises(ValidationError) as error:
        form(**{key: value for key, value in whole.items() if key != name})
    assert [each["loc"] for each in error.value.errors()] == [(name,)]


@pytest.mark.parametrize(("form", "whole"), FORMS)
def test_an_unknown_field_is_refused(form: type[Input], whole: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as error:
        form(**whole | {"total": "100"})
    assert [(each["loc"], each["type"]) for each in error.value.errors()] == [(("total",), "extra_forbidden")]


@pytest.mark.parametrize("form", [AppraisalDrafted, SheetRecomputed])
@pytest.mark.parametrize("year", [1999, 9999, 26, 0, -2026, "今年", None, 2026.5])
def test_a_year_has_four_digits_of_a_time_that_counts(form: type[Input], year: object) -> None:
    with pytest.raises(ValidationError):
        form(**OF_SHEET | {"year": year} if form is SheetRecomputed else {"year": year})


@pytest.mark.parametrize("due", ["2027-02-30", "3月5日以前", "05/03/2027", "2027-13-01"])
def test_a_day_that_is_none_is_refused(due: str) -> None:
    for form, fields in ((AppraisalDrafted, {"year": 2026}), (SheetRecomputed, OF_SHEET)):
        with pytest.raises(ValidationError):
            form(**fields, due=due)


@given(st.sampled_from(list(Contested)), st.booleans())
def test_a_component_is_read_from_its_key_and_from_its_label(component: Contested, by_label: bool) -> None:  # noqa: FBT001
    written = component.label if by_label else component.value
    assert LineObjection(component=written, reason="漏计").component is component


@given(st.lists(st.sampled_from(list(Contested)), min_size=1, max_size=17))
def test_a_line_is_objected_to_once_in_an_answer(components: list[Contested]) -> None:
    lines = [{"component": each.value, "reason": "漏计"} for each in components]
    if len(set(components)) == len(components):
        said = ScoreAnswered(obligation=2, agreed=False, objections=lines)
        assert [each.component for each in said.objections] == components
    else:
        with pytest.raises(ValidationError, match="同一考评项目的异议写了两次"):
            ScoreAnswered(obligation=2, agreed=False, objections=lines)


def test_the_same_line_by_key_and_by_label_is_twice() -> None:
    lines = [{"component": name, "reason": "漏计"} for name in ("team", "队伍建设")]
    with pytest.raises(ValidationError, match="写了两次"):
        ScoreAnswered(obligation=2, agreed=False, objections=lines)


@pytest.mark.parametrize("component", ["", "公众测评", "讲规矩守纪律", "合计", "TEAM", None])
def test_what_is_no_line_of_the_sheet_is_not_objected_to(component: str | None) -> None:
    with pytest.raises(ValidationError):
        LineObjection(component=component, reason="漏计")


@pytest.mark.parametrize("reason", ["", "  ", "\n", "——", "。。。", "\u200b", "!?"])
def test_a_reason_says_something(reason: str) -> None:
    with pytest.raises(ValidationError):
        LineObjection(component="team", reason=reason)


@pytest.mark.parametrize(("written", "read"), [("是", True), ("否", False), (True, True), (False, False)])
def test_yes_and_no_are_read(written: object, read: bool) -> None:  # noqa: FBT001
    assert ScoreObjectionAnswered(**ANSWER_VALUES | {"accepted": written}).accepted is read


@pytest.mark.parametrize("written", ["", "也许", "部分采纳", None, "√"])
def test_an_answer_is_yes_or_no(written: object) -> None:
    with pytest.raises(ValidationError):
        ScoreObjectionAnswered(**ANSWER_VALUES | {"accepted": written})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ()),
        ("2026/T1/1", ("2026/T1/1",)),
        ("2026/T1/1、2026/T2/1", ("2026/T1/1", "2026/T2/1")),
        (["2026/T1/1", "2026/T2/1"], ("2026/T1/1", "2026/T2/1")),
    ],
)
def test_entries_are_written_as_a_list_or_in_one_text(written: object, read: tuple[str, ...]) -> None:
    assert ScoreObjectionAnswered(**ANSWER_VALUES, left_out=written).left_out == read
    assert SheetSuperseded(**OF_SHEET, **PAPER_VALUES, reason="重复列入", left_out=written).left_out == read


@pytest.mark.parametrize("number", ["", "  ", "审定", "黔绩领", "——"])
def test_the_number_of_a_paper_has_digits(number: str) -> None:
    with pytest.raises(ValidationError) as error:
        AppraisalApproved(**{"year": 2026, **PAPER_VALUES, "number": number})
    assert {each["loc"][0] for each in error.value.errors()} == {"number"}


def test_what_was_read_is_not_changed_any_more() -> None:
    said = ScoreAnswered(obligation=2, agreed=True)
    with pytest.raises(ValidationError):
        setattr(said, "agreed", False)  # noqa: B010 - mypy knows that it may not be set
    assert said.agreed
