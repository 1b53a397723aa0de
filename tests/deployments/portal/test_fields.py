"""An answer sheet as fields of a form and back: each cell has the name of its field as its address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from deployments.portal.fields import CHECKED, Field, changed_rows, given_sheet, names_of, row_fields, single_fields
from models.database import begin
from models.intake.answer import Answer, Enclosed
from models.ledger.account.drafts import NOT_TYPED, Typed
from models.ledger.answer.content import AnswerSheet, answer_book
from models.ledger.answer.judging import judge
from models.rules.answer_form import FORMS, REMARK, STATUS
from models.rules.white_cells import Cell, Form, White

if TYPE_CHECKING:
    from tests.conftest import Acting


@pytest.fixture
def sheet(march: Acting) -> AnswerSheet:
    with begin() as session:
        return answer_book(session, [2], march.day).sheets[0]


def test_a_form_is_read_as_the_sheet_that_it_stands_for(sheet: AnswerSheet) -> None:
    said = {"T003.progress": " 45% ", "T003.remark": "", f"T003.{CHECKED}": sheet.rows[0].check}
    given = given_sheet(sheet, said)
    with begin() as session:
        judged = judge(session, Answer(given, "0" * 64, Enclosed()))
    assert judged.lines == {("T003", ""): {"progress": 45}}
    assert judged.cells[("T003", ""), "progress"].address == "T003.progress"


def test_the_fields_of_a_row_have_what_was_typed_and_its_faults(sheet: AnswerSheet) -> None:
    typed = Typed(1, content={"T003.progress": "很多", f"T003.{CHECKED}": "OLD"}, faults={"T003.progress": "有误"})
    [row] = row_fields(sheet, typed)
    assert (row.fields[0].value, row.fields[0].fault, row.changed) == ("很多", "有误", True)
    assert [each.white.name for each in (*row.first, *row.rest)] == [each.name for each in sheet.form.columns]
    assert changed_rows(sheet, {f"T003.{CHECKED}": sheet.rows[0].check}) == set()
    assert [each.changed for each in row_fields(sheet, NOT_TYPED)] == [False]


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.key)
def test_every_form_has_a_field_for_each_white_cell(sheet: AnswerSheet, form: Form) -> None:
    other = replace(sheet, form=form)
    names = [name for name, _ in names_of(other)]
    assert names[: len(other.form.fields)] == [each.name for each in other.form.fields]
    assert [each.name for each in single_fields(other, NOT_TYPED)] == [each.name for each in other.form.fields]
    assert len(names) == len(set(names)) == len(other.form.fields) + len(other.form.columns)


@pytest.mark.parametrize(
    ("white", "kind", "hint"),
    [
        (STATUS, "choice", ""),
        (REMARK, "text", ""),
        (White("day", "日期", Cell.DAY), "line", "如：2026年4月15日"),
        (White("photos", "图片", Cell.MEDIA), "file", ""),
    ],
)
def test_a_cell_has_the_control_that_fits_it(white: White, kind: str, hint: str) -> None:
    field = Field(white, white.name)
    assert (field.kind, field.hint, field.is_file) == (kind, hint, kind == "file")
