"""The forms of 核查: lists are parsed from text, and invalid input is refused with a message (4.3, 5, 6.2)."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from models.intake.faults import complain
from models.intake.inspection import PlanDrafted, TeamAppointed, ThirdPartyNamed
from models.rules.inspection import ControlForm, InspectionKind, Method

PARTY = {"name": "中鼎", "credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "独立"}


@pytest.mark.parametrize("methods", ["查阅资料、实地查看", "papers；viewing", ["查阅资料", "实地查看", "查阅资料"]])
def test_methods_are_given_by_their_words_or_keys_in_a_text_or_a_list(methods: object) -> None:
    assert PlanDrafted.model_validate({"methods": methods}).methods == (Method.PAPERS, Method.VIEWING)


def test_missing_fields_of_a_plan_stay_unset() -> None:
    result = PlanDrafted.model_validate({"kind": "紧急核查", "forms": "明查、暗访"})
    assert (result.kind, result.forms) == (InspectionKind.URGENT, (ControlForm.OPEN, ControlForm.COVERT))
    assert (result.purpose, result.departments, result.ends_on) == (None, None, None)


def test_a_method_that_the_standard_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(ValidationError) as error:
        PlanDrafted.model_validate({"methods": "查阅资料、电话抽查"})
    assert complain(error.value, PlanDrafted).startswith("“核查方法”“电话抽查”不在可选范围内，可填：座谈了解、")


def test_a_team_needs_members_and_a_leader() -> None:
    with pytest.raises(ValidationError) as error:
        TeamAppointed.model_validate({"inspection": "2026-1", "leader": "王文", "members": ""})
    assert complain(error.value, TeamAppointed) == "“组员”不能为空。"


@pytest.mark.parametrize("code", ["91520100MA6DL0000", "91520100MA6DL0000I", ""])
def test_a_third_party_has_the_code_of_a_legal_person(code: str) -> None:
    with pytest.raises(ValidationError):
        ThirdPartyNamed.model_validate(PARTY | {"credit_code": code})
