"""The sheets of drafts are taken without a complaint: 1+6+N, sums, own dates, documents of dynamic targets."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.outside_world import Outside
from deployments.simulation.people.adjustments import planned_adjustments
from deployments.simulation.people.answers_by_sheet import answers_by_sheet, lists_by_sheet
from deployments.simulation.people.draft_sheets import (
    bodies,
    dynamic_targets,
    list_row,
    own_date,
    quantity_of,
    sent_back,
    weights,
    with_trees,
    write_dynamic,
    write_indicators,
    write_lists,
    write_revised,
)
from deployments.simulation.people.key_projects import key_projects
from deployments.simulation.plan import Plan
from deployments.simulation.report import tell_year
from deployments.simulation.world import World
from deployments.simulation.year import Year
from models.database import begin
from models.intake.indicator import read_indicators
from models.intake.target import read_drafts
from models.rules.draft import document_faults
from models.rules.kinds import Category, ManagementMode, Origin
from models.rules.target.gaps import gaps, weight_faults
from models.rules.workdays import days_between
from tests.databases import STORIES
from tests.deployments.simulation.conftest import settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.target import DraftRow
    from tests.conftest import Databases, Sql


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


PLAN_OF_LONG_LISTS = Plan(2025, departments=100, targets=30)
# D004 and D002 draft lists of ten targets.
LONG = Plan(2025, departments=5, targets=10, seed=4, drafters=2)
UNTIL = date(2025, 3, 31)
PAPERS = """
SELECT concat(s.year, '-', s.number), y.decided FROM submission_line y JOIN submission s ON s.id = y.submission_id
    JOIN target_draft r ON r.id = y.draft_id WHERE r.code = :code ORDER BY s.number
"""
BY_SHEET = """
SELECT o.kind, count(*) FROM answer a JOIN obligation o ON o.id = a.obligation_id JOIN department d
    ON d.id = o.department_id
WHERE d.code = 'D004' AND a.outcome = 'taken' GROUP BY o.kind ORDER BY 1
"""
COUNTED = {
    "lists_issued": 2,
    "drafts_issued": 20,
    "lists_with_weights": 1,
    "issued_after_return": 1,
    "drafts_with_indicators": 1,
    "opinions_by_sheet": 1,
    "receipts_by_sheet": 2,
}


@pytest.mark.parametrize("targets", [9, 10, 30, 31])
def test_a38_the_weights_of_the_first_list_sum_to_fifty_and_no_other_has_any(targets: int) -> None:
    plan = Plan(2025, departments=100, targets=targets)
    first, second, *_ = plan.long_lists()
    given = weights(plan, first)
    assert weight_faults(dict(given)) == []
    assert set(given) == set(plan.targets_of(first)[:-1])
    assert sum(given.values()) == Decimal(50)
    assert weights(plan, second) == {}


def test_short_lists_show_none_of_it() -> None:
    plan = Plan(2025, departments=100, targets=8)
    assert (plan.long_lists(), sent_back(plan), with_trees(plan)) == ([], "", [])
    assert weights(plan, plan.drafting()[0]) == {}
    assert not any(lists_by_sheet(plan, code) for code in plan.codes())


def test_a_single_long_list_has_weights_and_nothing_is_sent_back() -> None:
    plan = Plan(2025, departments=10, targets=10)
    assert len(plan.long_lists()) == 1
    assert sent_back(plan) == ""
    assert lists_by_sheet(plan, plan.long_lists()[0])


def test_the_draft_that_is_sent_back_is_of_a_list_without_weights() -> None:
    code = sent_back(PLAN_OF_LONG_LISTS)
    [lead] = [each for each in PLAN_OF_LONG_LISTS.drafting() if code in PLAN_OF_LONG_LISTS.targets_of(each)]
    assert lead != PLAN_OF_LONG_LISTS.long_lists()[0]
    assert weights(PLAN_OF_LONG_LISTS, lead) == {}


def test_a_target_with_indicators_is_no_project_is_not_adjusted_and_its_office_uses_no_sheet(tmp_path: Path) -> None:
    codes = with_trees(PLAN_OF_LONG_LISTS)
    assert codes
    assert not set(codes) & (key_projects(PLAN_OF_LONG_LISTS) | planned_adjustments(PLAN_OF_LONG_LISTS).keys())
    leads = [each for each in PLAN_OF_LONG_LISTS.drafting() if set(codes) & set(PLAN_OF_LONG_LISTS.targets_of(each))]
    assert len(leads) == len(codes)
    assert not any(answers_by_sheet(PLAN_OF_LONG_LISTS, each) for each in leads)
    read = read_indicators(write_indicators(PLAN_OF_LONG_LISTS, tmp_path / "指标.csv"))
    assert read.complaints == ()
    assert [each.row.deadline for each in read.rows[:3]] == [date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)]


@pytest.fixture(scope="module")
def spring(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year with two long lists that are drafted, up to the end of March."""
    year = Year(LONG, World(tmp_path_factory.mktemp("long"), databases.address(STORIES)), Outside(LONG))
    year.world.materials.mkdir()

    def live() -> None:
        year.found()
        for day in days_between(LONG.go_live, UNTIL):
            year.live_day(day)

    with settings_for(year):
        databases.base("long", "migrated", live)
    return year


@pytest.mark.exhaustive
def test_long_lists_are_weighted_sent_back_broken_down_and_answered_by_sheet(
    spring: Year, databases: Databases, sql: Sql
) -> None:
    assert spring.watch.violations == []
    with databases.reset("long"), settings_for(spring):
        with begin() as session:
            data = tell_year(session, LONG, spring.outside, [], (1.0, 0.0)).data
        assert {name: data[name] for name in COUNTED} == COUNTED
        assert sql.rows(PAPERS, code=sent_back(LONG)) == [("2025-1", "returned"), ("2025-3", "approved")]
        assert sql.rows(BY_SHEET) == [("consultation", 1), ("receipt", 2)]
        assert sql.value("SELECT sum(weight) FROM target WHERE code LIKE 'D004-%'") == 50
        assert sql.column("SELECT DISTINCT code FROM indicator ORDER BY 1") == ["1", "2", "3"]
