"""回复表: each form asks what the act of its duty takes, and nothing else."""

from __future__ import annotations

import pytest

from models.intake.appeal import AppealLodged, OfSubject
from models.intake.cloud import ProgressUploaded
from models.intake.draft import DraftOpinion, ReceivedTarget
from models.intake.input import Input
from models.intake.liaison import LiaisonNamed
from models.intake.meeting import MeetingHeld, ReviewHeld
from models.intake.negative_list import CompletionDeclared, FeedbackFiled
from models.intake.opinion import OpinionFedBack
from models.intake.report import Line
from models.intake.representation import RepresentativeNamed
from models.rules.answer_form import FORMS, SHOWN
from models.rules.cycles import DUTIES
from models.rules.duties import Debtor
from models.rules.matter_form import ALL_FORMS, APPEAL, ASKED_FOR, GAPS, IN_PARTS, LIAISON, PEOPLE
from models.rules.white_cells import Cell, Form, White

OF_DRAFTS: dict[str, type[Input]] = {"consultation": DraftOpinion, "receipt": ReceivedTarget}  # their lines are drafts
WITH_ROWS = [form for form in FORMS.values() if form.columns]
ASKED = {"department", "period", "target", "year", "opinion"}  # what the code of the sheet says
INPUTS = {
    "quarterly_meeting": set(MeetingHeld.model_fields),
    "mid_year_review": set(ReviewHeld.model_fields),
    # It may also be received, and contested: an appeal's subject is the entry.
    "remediation": {*CompletionDeclared.model_fields, *FeedbackFiled.model_fields, "receipt", "ground", "evidence"},
    "feedback": set(FeedbackFiled.model_fields),
    "opinion_feedback": set(OpinionFedBack.model_fields),
    "cloud_monitoring": set(ProgressUploaded.model_fields),
    "liaison": set(LiaisonNamed.model_fields),
}


def test_every_duty_that_an_office_may_owe_has_a_form() -> None:
    owed = {key for key, duty in DUTIES.items() if duty.debtor is Debtor.OFFICE or duty.delegable}
    assert owed == set(FORMS)
    assert {form.key for form in FORMS.values()} == set(FORMS)


def test_the_naming_of_people_and_appeals_have_no_duty_behind_them() -> None:
    assert {LIAISON.key, PEOPLE.key, APPEAL.key, GAPS.key}.isdisjoint(DUTIES)
    assert set(ALL_FORMS) - set(FORMS) == {LIAISON.key, PEOPLE.key, APPEAL.key, GAPS.key}


@pytest.mark.parametrize("whites", [APPEAL.fields, GAPS.columns])
def test_an_appeal_asks_what_lodging_takes_next_to_its_subject(whites: tuple[White, ...]) -> None:
    assert {white.name for white in whites} == set(AppealLodged.model_fields) - set(OfSubject.model_fields)


def test_a_change_of_people_asks_what_the_acts_take_in_parts() -> None:
    parts: dict[str, set[str]] = {}
    for white in PEOPLE.fields:
        parts.setdefault(white.part, set()).add(white.name.removeprefix("representative_"))
    assert parts == {
        "变更联络员": set(LiaisonNamed.model_fields) - ASKED,
        "委托": set(RepresentativeNamed.model_fields) - ASKED,
        "提前结束委托": {"withdrawn"},
    }


@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=lambda form: form.key)
def test_no_two_cells_have_one_title(form: Form) -> None:
    headings = [white.heading for white in (*form.fields, *form.columns)]
    assert len(set(headings)) == len(headings)


def test_a_title_belongs_to_a_part_wherever_it_stands_or_nowhere() -> None:
    assert IN_PARTS.isdisjoint(ASKED_FOR)
    whites = {form.key: {each.heading for each in (*form.fields, *form.columns)} for form in ALL_FORMS.values()}
    assert [key for key, titles in whites.items() if not titles & ASKED_FOR] == [PEOPLE.key, APPEAL.key, GAPS.key]


@pytest.mark.parametrize("form", WITH_ROWS, ids=lambda form: form.key)
def test_the_columns_are_those_of_a_reported_line(form: Form) -> None:
    line = OF_DRAFTS.get(form.key, Line)
    assert {white.name for white in form.columns} - {"evidence"} == set(line.model_fields) - {"target", "indicator"}
    assert not {white.title for white in form.columns} & set(SHOWN)


@pytest.mark.parametrize("key", INPUTS)
def test_the_fields_are_those_of_the_act(key: str) -> None:
    assert {white.name for white in ALL_FORMS[key].fields} == INPUTS[key] - ASKED


@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=lambda form: form.key)
def test_only_choices_are_listed_and_excel_takes_the_list(form: Form) -> None:
    for white in (*form.fields, *form.columns):
        assert bool(white.choices) is (white.cell is Cell.CHOICE)
        assert len(",".join(white.choices)) < 256  # the longest list in a validation


def test_a22_the_pace_stands_in_the_sheets_that_ask_for_a_progress() -> None:
    assert [form.key for form in FORMS.values() if form.shows_pace] == ["monthly_check", "self_check", "year_end_check"]
