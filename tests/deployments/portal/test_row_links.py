"""名册: each row leads to its department and target, and to the acts of its state with their fields filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from deployments.portal.acts import is_here
from deployments.portal.row_links import ACTS_OF, named_in
from models.ledger.appeal.appeals import accept_appeal

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

NAMED = {"inspection": "2026-1", "target": "T001", "year": 2026, "kind": "entry", "serial": 3}


@pytest.mark.parametrize("listing", ACTS_OF)
def test_the_acts_of_a_row_are_at_the_page_and_have_the_fields_that_it_fills_in(listing: str) -> None:
    for act in {each.name: each for acts in ACTS_OF[listing].values() for each in acts}.values():
        assert is_here(act)
        assert act.form
        assert named_in(act, listing, NAMED).keys() <= act.form.model_fields.keys()


def test_what_is_no_entry_is_named_by_kind_and_key() -> None:
    row = {"kind": "evaluation", "key": "2026-1/D001", "target": None, "year": None}
    assert named_in(accept_appeal, "appeals", row) == {"kind": "总体评价", "key": "2026-1/D001"}


def test_an_entry_leads_to_its_department_target_and_limit(agency: Desk, sql: Sql) -> None:
    agency.acting.lists("T003")
    shown = agency.page("/list/entries")
    for place in ("/unit/D002", "/unit/D002/target/2026/T003", "/act/set_limit?target=T003&year=2026"):
        assert f'<a href="{place}">' in shown
    form = agency.page("/act/set_limit?target=T003&year=2026")
    assert 'name="target" value="T003"' in form
    assert 'name="year" value="2026"' in form
    assert '<a href="/unit/D001">部门</a>' in agency.page("/list/departments")
    assert '<a href="/unit/D001/target/2026/T001">目标</a>' in agency.page("/list/targets")
    assert "/act/conclude_inspection" not in agency.page("/list/inspections")  # it is over
    assert sql.value("SELECT count(*) FROM inspection") == 1


def test_a_figure_leads_to_exactly_the_rows_that_it_counts(agency: Desk) -> None:
    shown = agency.page("/list/facts?year=2026&department=D001")
    fact = "/list/fact-rows?year=2026&department=D001&fact=" + quote("没有人看过的目标")
    assert f'<a href="{fact}">逐项</a>' in shown
    assert shown.count(">逐项</a>") == 1  # nothing else has rows
    rows = agency.page(fact)
    assert [f"<td>{code}</td>" in rows for code in ("T001", "T002", "T003")] == [True, True, False]
