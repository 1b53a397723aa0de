"""回复表: each form asks what the act of its duty takes, and nothing else."""

from __future__ import annotations

from typing import get_args

import pytest

from models.ledger.acts import ACTS
from models.rules.answer_form import FORMS, GREY_TITLES
from models.rules.cycles import DUTY_OF
from models.rules.duties import Debtor
from models.rules.matter_form import ALL_FORMS, APPEAL, ASKED_FOR, GAPS, IN_PARTS, LIAISON, PEOPLE_FORM
from models.rules.score.facts import Contested
from models.rules.white_cells import Cell, Form

CODED = {"department", "period", "target", "indicator", "year", "obligation"}  # what the code of a sheet says
# The white cells that are no fields of an input, and the fields that no cell gives.
UNTAKEN: dict[str, set[str]] = {
    "monthly_check": {"evidence"},
    "remediation": {"receipt"},
    "target_due": {"declared"},
    "appraisal_objection": {"opinion", *Contested},
    "receipt": {"receipt"},
    "result_receipt": {"receipt"},
}
UNASKED: dict[str, set[str]] = {
    **{key: {"reason"} for key in ("monthly_check", "self_check", "year_end_check")},
    **{key: {"kind", "key"} for key in ("remediation", "appeal", "appeal_gaps")},
    "appraisal_objection": {"agreed", "component", "reason"},
    "opinion_feedback": {"opinion"},
    "people": {"reason"},
    "result_receipt": {"evidence"},
}
OF_LINES = {"lines", "objections"}


def inputs(form: Form) -> set[str]:
    """The fields of the inputs of the acts that a form names, and of their lines."""
    models = [ACTS[name].form for name in form.acts]
    fields = {name: field for model in models if model for name, field in model.model_fields.items()}
    of_lines = [get_args(fields[name].annotation)[0] for name in OF_LINES & fields.keys()]
    return {*fields, *(name for line in of_lines for name in line.model_fields)} - OF_LINES


def test_every_duty_that_an_office_may_owe_has_a_form() -> None:
    owed = {key for key, duty in DUTY_OF.items() if duty.debtor is Debtor.OFFICE or duty.delegable}
    assert owed == set(FORMS)
    assert {form.key for form in FORMS.values()} == set(FORMS)


def test_the_naming_of_people_and_appeals_have_no_duty_behind_them() -> None:
    assert {LIAISON.key, PEOPLE_FORM.key, APPEAL.key, GAPS.key}.isdisjoint(DUTY_OF)
    assert set(ALL_FORMS) - set(FORMS) == {LIAISON.key, PEOPLE_FORM.key, APPEAL.key, GAPS.key}


@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=lambda form: form.key)
def test_a_form_asks_what_the_inputs_of_its_acts_take(form: Form) -> None:
    asked = {white.field or white.name for white in form.whites}
    assert asked - inputs(form) == UNTAKEN.get(form.key, set())
    assert inputs(form) - CODED - asked == UNASKED.get(form.key, set())


@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=lambda form: form.key)
def test_each_cell_is_for_one_act_and_each_act_has_cells(form: Form) -> None:
    of_acts = [form.cells_of(name) for name in form.acts]
    assert all(of_acts)
    assert sorted(white.title for cells in of_acts for white in cells.values()) == sorted(
        white.title for white in form.whites
    )


@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=lambda form: form.key)
def test_no_two_cells_have_one_title(form: Form) -> None:
    headings = [white.heading for white in form.whites]
    assert len(set(headings)) == len(headings)


def test_a_title_belongs_to_a_part_wherever_it_stands_or_nowhere() -> None:
    assert IN_PARTS.isdisjoint(ASKED_FOR)
    whites = {form.key: {each.heading for each in form.whites} for form in ALL_FORMS.values()}
    assert [key for key, titles in whites.items() if not titles & ASKED_FOR] == [PEOPLE_FORM.key, APPEAL.key, GAPS.key]


@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=lambda form: form.key)
def test_no_white_column_has_the_title_of_a_grey_one(form: Form) -> None:
    assert not {white.title for white in form.columns} & set(GREY_TITLES)


@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=lambda form: form.key)
def test_only_choices_are_listed_and_excel_takes_the_list(form: Form) -> None:
    for white in form.whites:
        assert bool(white.choices) is (white.cell is Cell.CHOICE)
        assert len(",".join(white.choices)) < 256  # the longest list in a validation


def test_a22_the_pace_stands_in_the_sheets_that_ask_for_a_progress() -> None:
    assert [form.key for form in FORMS.values() if form.shows_pace] == ["monthly_check", "self_check", "year_end_check"]
