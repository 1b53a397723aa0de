"""The sheets of drafts are taken without a complaint: 1+6+N, sums, own dates, documents of dynamic targets."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.draft_sheets import (
    bodies,
    dynamic_targets,
    list_row,
    own_date,
    quantity_of,
    write_dynamic,
    write_lists,
    write_revised,
)
from deployments.simulation.plan import Plan
from models.intake.target import read_drafts
from models.rules.draft import document_faults
from models.rules.kinds import Category, ManagementMode, Origin
from models.rules.target.gaps import gaps

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.target import DraftRow

PLAN = Plan(2025, departments=100, targets=10)
FIRST = PLAN.drafting()[0]


def rows_of(sheet: Path) -> list[DraftRow]:
    read = read_drafts(sheet)
    assert read.complaints == ()
    return [located.row for located in read.rows]


def test_a_whole_list_has_all_that_the_clause_asks_and_a_target_of_building(tmp_path: Path) -> None:
    rows = [row for row in rows_of(write_lists(PLAN, tmp_path / "a.csv")) if row.lead == FIRST]
    functional = [row.origin for row in rows if row.category is Category.FUNCTIONAL]
    assert gaps(functional) == []
    assert Counter(functional) == {Origin.POVERTY_RELIEF: 1, Origin.OWN: 6, Origin.SUPERIOR: 2}
    assert [row.code for row in rows if row.category is Category.BUILDING] == [f"{FIRST}-10"]
    assert all(row.requirement and row.source_document and row.ground for row in rows)


def test_some_lists_lack_their_first_kind_and_a_short_list_lacks_more(tmp_path: Path) -> None:
    lists = {
        code: [list_row(PLAN, code, each)["目标来源"] for each in PLAN.targets_of(code)[:9]] for code in PLAN.drafting()
    }
    without = [code for code, origins in lists.items() if "脱贫攻坚目标" not in origins]
    assert 0 < len(without) < 6
    assert FIRST not in without
    small = Plan(2025, departments=4, targets=3)
    rows = rows_of(write_lists(small, tmp_path / "a.csv"))
    assert gaps(row.origin for row in rows) == ["缺本级目标4项"]


def test_the_parts_of_the_first_list_are_short_of_their_whole_and_most_others_are_not() -> None:
    missing = {}
    for code in PLAN.drafting():
        whole, *parts = (quantity_of(PLAN, code, each) for each in PLAN.targets_of(code)[1:4])
        missing[code] = whole - sum(parts)
    assert missing[FIRST] > 0
    assert sum(not each for each in missing.values()) > len(missing) // 2
    assert min(missing.values()) == 0


def test_a_revised_row_asks_a_fifth_less_in_quantity_and_in_words(tmp_path: Path) -> None:
    code = PLAN.targets_of(FIRST)[0]
    [row] = rows_of(write_revised(PLAN, tmp_path / "a.csv", [(FIRST, code)]))
    before = quantity_of(PLAN, FIRST, code)
    assert row.quantity == before - before // 5
    assert f"{row.quantity}{row.unit}" in row.requirement


def test_a_dynamic_target_has_its_document_with_number_and_date(tmp_path: Path) -> None:
    ordered = dynamic_targets(PLAN)
    rows = rows_of(write_dynamic(PLAN, tmp_path / "a.csv", ordered))
    assert [row.code for row in rows] == list(ordered)
    assert len(ordered) == 6
    assert [day for _, day in ordered.values() if day.month == 11] == [date(2025, 11, 28)]
    for row in rows:
        assert row.management is ManagementMode.DYNAMIC
        assert row.source_date == ordered[row.code][1]
        assert document_faults(row.source_document, row.source_date, date(2025, 12, 31), dynamic=True) == []
    assert len({row.source_document for row in rows}) == 6


@pytest.mark.parametrize(("departments", "number"), [(1, 0), (2, 1), (19, 1), (20, 2), (40, 3)])
def test_a_year_of_many_has_one_dynamic_target_more_whose_document_comes_in_november(
    departments: int, number: int
) -> None:
    found = dynamic_targets(Plan(2025, departments=departments, targets=10))
    assert len(found) == number
    assert sum(day.month == 11 for _, day in found.values()) == (departments >= 20)


@pytest.mark.parametrize(("departments", "drafting"), [(1, 0), (2, 1), (19, 1), (20, 2), (100, 10)])
def test_a_tenth_drafts_and_at_least_one_of_several(departments: int, drafting: int) -> None:
    plan = Plan(2025, departments=departments, targets=3)
    assert len(plan.drafting()) == drafting
    assert plan.codes()[-1] not in plan.drafting()
    assert bool(dynamic_targets(plan)) == bool(drafting)


def test_both_bodies_are_registered_for_every_plan() -> None:
    assert [step.data["kind"] for step in bodies()] == ["领导小组", "领导小组办公室"]
    assert len({step.request for step in bodies()}) == 2


@pytest.mark.parametrize("seed", range(4))
def test_an_own_date_is_the_end_of_a_month_before_december_and_each_kind_of_list_has_one(seed: int) -> None:
    plan = Plan(2025, departments=20, targets=4, seed=seed)
    ends = {code: own_date(plan, lead, code) for lead in plan.codes() for code in plan.targets_of(lead)}
    own = {code: day for code, day in ends.items() if day != date(2025, 12, 31)}
    assert {code[-2:] for code in own} == {"03"}
    assert all(date(2025, 5, 31) <= day <= date(2025, 10, 31) for day in own.values())
    leads = {code[:4] for code in own}
    assert set(plan.drafting()) < leads
    assert len(leads) < 12
