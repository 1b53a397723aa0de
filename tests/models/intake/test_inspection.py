"""The forms of 核查: lists are parsed from text, and invalid input is refused with a message (4.3, 5, 6.2)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from models.intake.inspection import (
    DepartmentEvaluated,
    EntryProposed,
    FindingRecorded,
    FindingsSigned,
    PlanDrafted,
    SuggestionMade,
    TeamAppointed,
    ThirdPartyNamed,
)
from models.intake.visit import FieldVisited
from models.rules.inspection import Conclusion, ControlForm, InspectionKind, Method, Scope, Suggested, Way
from models.rules.kinds import Labelled
from tests.models.intake.complaint import complaint

PARTY = {"name": "中鼎", "credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "独立"}


@pytest.mark.parametrize("methods", ["查阅资料、实地查看", "papers；viewing", ["查阅资料", "实地查看", "查阅资料"]])
def test_methods_are_given_by_their_words_or_keys_in_a_text_or_a_list(methods: object) -> None:
    assert PlanDrafted.model_validate({"methods": methods}).methods == (Method.PAPERS, Method.VIEWING)


def test_missing_fields_of_a_plan_stay_unset() -> None:
    result = PlanDrafted.model_validate({"kind": "紧急核查", "forms": "明查、暗访"})
    assert (result.kind, result.forms) == (InspectionKind.URGENT, (ControlForm.OPEN, ControlForm.COVERT))
    assert (result.purpose, result.departments, result.ends_on) == (None, None, None)


def test_a_method_that_the_standard_does_not_have_is_refused_with_those_it_has() -> None:
    assert complaint(PlanDrafted, {"methods": "查阅资料、电话抽查"}).startswith(
        "“核查方法”“电话抽查”不在可选范围内，可填：座谈了解、"
    )


def test_a_team_needs_members_and_a_leader() -> None:
    assert complaint(TeamAppointed, {"inspection": "2026-1", "leader": "王文", "members": ""}) == "“组员”不能为空。"


@pytest.mark.parametrize("code", ["91520100MA6DL0000", "91520100MA6DL0000I", ""])
def test_a_third_party_has_the_code_of_a_legal_person(code: str) -> None:
    with pytest.raises(ValidationError):
        ThirdPartyNamed.model_validate(PARTY | {"credit_code": code})


SAID = {"inspection": "2026-1", "department": "D001", "overall": "良好"}


def test_the_made_good_text_is_optional() -> None:
    assert DepartmentEvaluated.model_validate(SAID).made_good == ""


@pytest.mark.parametrize("missing", ["inspection", "department", "overall"])
def test_department_and_inspection_are_required(missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        DepartmentEvaluated.model_validate(SAID | {missing: " "})


FINDING = {
    "inspection": "2026-1",
    "target": "T001",
    "declared_complete": "是",
    "declared_reason": "书面申报",
    "conclusion": "符合目标要求",
    "found": "属实",
    "methods": "查阅资料",
    "found_on": "2026-05-01",
    "found_by": "王文",
}
TEAM = {"inspection": "2026-1", "leader": "王文", "members": "李天"}
VISIT = {"target": "T001", "visitors": "王文", "leader": "王文", "result": "符合", "problems": "无", "assistance": "无"}
ENTRY = {"target": "T001", "way": "暗访", "finding": "未开工", "found_on": "2026-05-01"}
SUGGESTION = {"inspection": "2026-1", "department": "D001", "kind": "奖励", "text": "通报表扬"}
CODE = "“统一社会信用代码”格式不对，应为18位数字和大写字母（不含I、O、S、V、Z）。"
LONG = "字" * 20_001


@pytest.mark.parametrize(
    ("form", "base", "field", "kind"),
    [
        (PlanDrafted, {}, "kind", InspectionKind),
        (FindingRecorded, FINDING, "conclusion", Conclusion),
        (FindingRecorded, FINDING, "way", Way),
        (EntryProposed, ENTRY, "way", Way),
        (SuggestionMade, SUGGESTION, "kind", Suggested),
    ],
)
def test_a_closed_list_takes_its_labels_and_keys_and_refuses_others_with_the_list(
    form: type[BaseModel], base: dict[str, Any], field: str, kind: type[Labelled]
) -> None:
    for member in kind:
        given = [form.model_validate(base | {field: each}) for each in (f" {member.label} ", member.value)]
        assert [getattr(each, field) for each in given] == [member, member]
    labels = "、".join(member.label for member in kind)
    expected = f"“{form.model_fields[field].title}”“其他”不在可选范围内，可填：{labels}。"
    assert complaint(form, base | {field: "其他"}) == expected


@pytest.mark.parametrize(("field", "kind"), [("scopes", Scope), ("forms", ControlForm), ("methods", Method)])
def test_several_labels_are_separated_by_any_of_three_marks(field: str, kind: type[Labelled]) -> None:
    first, second, third, *_ = kind
    text = f"{first.label}；{second.value} 、{third.label};{first.label}"
    plan = PlanDrafted.model_validate({field: text})
    assert getattr(plan, field) == (first, second, third)


@pytest.mark.parametrize(("field", "kind"), [("scopes", Scope), ("forms", ControlForm), ("methods", Method)])
def test_one_wrong_label_among_several_is_named_alone(field: str, kind: type[Labelled]) -> None:
    first, second, *_ = kind
    words = complaint(PlanDrafted, {field: [first.label, "电话", second.label]})
    assert words.startswith(f"“{PlanDrafted.model_fields[field].title}”“电话”不在可选范围内，可填：{first.label}、")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"departments": ["D001", ""]}, "“受核查部门”第2项不能为空。"),
        ({"departments": [3]}, "“受核查部门”第1项应为文字。"),
        ({"departments": 3}, "“受核查部门”应为列表。"),
        ({"title": " "}, "“名称”不能为空。"),
        ({"kind": " "}, "“类别”不能为空。"),
        ({"major": "重大"}, "“是否涉及省委省政府重大决策”应填是或否。"),
        ({"whole_picture": "全局"}, "“是否影响全局”应填是或否。"),
        ({"inspection": None}, "“核查编号”应为文字。"),
    ],
)
def test_a_wrong_part_of_a_plan_is_named(data: dict[str, Any], words: str) -> None:
    assert complaint(PlanDrafted, data) == words


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (TeamAppointed, TEAM | {"team": 0}, "“第几组”不能小于1。"),
        (TeamAppointed, TEAM | {"team": 100}, "“第几组”不能大于99。"),
        (TeamAppointed, TEAM | {"team": "第一组"}, "“第几组”不是整数。"),
        (TeamAppointed, TEAM | {"team": None}, "“第几组”不是整数。"),
        (TeamAppointed, TEAM | {"members": []}, "“组员”不能为空。"),
        (TeamAppointed, TEAM | {"members": ["李天", " "]}, "“组员”第2项不能为空。"),
        (TeamAppointed, TEAM | {"members": ["李天", None]}, "“组员”第2项应为文字。"),
        (FindingsSigned, {"inspection": "2026-1", "leader": "王文", "team": -1}, "“第几组”不能小于1。"),
        (FindingRecorded, FINDING | {"declared_complete": "完成"}, "“是否申报完成”应填是或否。"),
        (FindingRecorded, FINDING | {"methods": []}, "“核查方法”不能为空。"),
        (FindingRecorded, FINDING | {"methods": "、"}, "“核查方法”不能为空。"),
        (FindingRecorded, FINDING | {"found_by": "；"}, "“核查人员”不能为空。"),
        (FindingRecorded, FINDING | {"declared": 3}, "“申报情况”应为文字。"),
        (FindingRecorded, FINDING | {"place": None}, "“地点”应为文字。"),
        (
            DepartmentEvaluated,
            {"inspection": "2026-1", "department": "D001", "overall": LONG},
            "“总体评价”不能超过20000个字。",
        ),
        (FieldVisited, VISIT | {"problems": LONG}, "“困难和问题（没有的也请写明）”不能超过20000个字。"),
        (FieldVisited, VISIT | {"assistance": LONG}, "“协助整改情况（没有的也请写明）”不能超过20000个字。"),
        (FieldVisited, VISIT | {"place": "县" * 201}, "“地点”不能超过200个字。"),
        (FieldVisited, VISIT | {"visitors": ["王文", 3]}, "“核查人员”第2项应为文字。"),
    ],
)
def test_a_wrong_value_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


def test_the_longest_texts_are_accepted() -> None:
    visit = FieldVisited.model_validate(VISIT | {"problems": LONG[1:], "place": "县" * 200})
    assert (len(visit.problems), len(visit.place)) == (20_000, 200)


@pytest.mark.parametrize("letter", ["I", "O", "S", "V", "Z", "x", "-", "９", " "])
def test_a_credit_code_has_no_other_letter_at_any_place(letter: str) -> None:
    code = PARTY["credit_code"]
    wrong = [code[:place] + letter + code[place + 1 :] for place in range(len(code))]
    assert {complaint(ThirdPartyNamed, PARTY | {"credit_code": each}) for each in wrong} == {CODE}


@pytest.mark.parametrize("code", ["91520100MA6DL0000", "91520100MA6DL0000X1", "91520100MA6DL0000X\n", ""])
def test_a_credit_code_has_eighteen_characters(code: str) -> None:
    assert complaint(ThirdPartyNamed, PARTY | {"credit_code": code}) == CODE


@pytest.mark.parametrize("value", [3, True, [3], [None], {"访谈": 1}, ["访谈", 3]])
@pytest.mark.parametrize("field", ["scopes", "forms", "methods"])
def test_what_is_no_text_is_refused_by_name(field: str, value: object) -> None:
    assert complaint(PlanDrafted, {field: value}).startswith(f"“{PlanDrafted.model_fields[field].title}")


@pytest.mark.parametrize("value", [[], {}, ["是"], "也许", 2])
@pytest.mark.parametrize("field", ["major", "whole_picture"])
def test_what_is_neither_yes_nor_no_is_refused_by_name(field: str, value: object) -> None:
    assert complaint(PlanDrafted, {field: value}).startswith(f"“{PlanDrafted.model_fields[field].title}")
