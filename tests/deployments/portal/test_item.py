"""The page of a duty: its sheet as a form, and its workbook."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING

from deployments.portal.fields import names_of, single_fields
from models.database import begin
from models.ledger.account.drafts import NOT_TYPED
from models.ledger.answer.content import answer_book

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.portal.conftest import Desk

MARCH = "/duty/2"


def test_the_page_shows_the_sheet_of_the_duty(signed_in: Desk) -> None:
    page = html.unescape(signed_in.get(MARCH).text)
    with begin() as session:
        [sheet] = answer_book(session, [2], signed_in.acting.day).sheets
    assert sheet.title in page
    assert sheet.why in page
    for white in sheet.form.columns:
        assert f'name="T003.{white.name}"' in page


def test_the_workbook_of_a_duty_can_be_fetched(signed_in: Desk) -> None:
    answer = signed_in.get(f"{MARCH}/workbook")
    assert answer.content[:2] == b"PK"
    assert "%E7%AC%AC002" in answer.headers["content-disposition"]


def test_each_leaf_of_a_target_has_its_own_fields(march: Acting) -> None:
    with begin() as session:
        [sheet] = answer_book(session, [2], march.day).sheets
    rows = [replace(sheet.rows[0], leaf=leaf) for leaf in ("1", "2")]
    names = [name for name, _ in names_of(replace(sheet, rows=tuple(rows)))]
    assert len(names) == len(set(names)) == 2 * len(sheet.form.columns)
    assert names[0] == "T003/1.progress"


def test_a_duty_about_a_marked_target_shows_no_field(march: Acting) -> None:
    with begin() as session:
        [sheet] = answer_book(session, [2], march.day).sheets
    assert [*names_of(replace(sheet, marked=True))] == []
    assert single_fields(replace(sheet, marked=True), NOT_TYPED) == []
