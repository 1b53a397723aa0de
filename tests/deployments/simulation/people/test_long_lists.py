"""Long lists of a year: weights, milestones of leaves, a draft sent back and submitted again, answers by sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.outside_world import Outside
from deployments.simulation.people.adjustments import planned_adjustments
from deployments.simulation.people.answers_by_sheet import answers_by_sheet, lists_by_sheet
from deployments.simulation.people.key_projects import key_projects
from deployments.simulation.people.long_lists import sent_back, weights, with_trees, write_indicators
from deployments.simulation.plan import Plan
from deployments.simulation.report import tell_year
from deployments.simulation.world import World
from deployments.simulation.year import Year
from models.database import begin
from models.intake.indicator import read_indicators
from models.rules.target.gaps import weight_faults
from models.rules.workdays import days_between
from tests.deployments.simulation.conftest import settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases, Sql

PLAN = Plan(2025, departments=100, targets=30)
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
    code = sent_back(PLAN)
    [lead] = [each for each in PLAN.drafting() if code in PLAN.targets_of(each)]
    assert lead != PLAN.long_lists()[0]
    assert weights(PLAN, lead) == {}


def test_a_target_with_indicators_is_no_project_is_not_adjusted_and_its_office_uses_no_sheet(tmp_path: Path) -> None:
    codes = with_trees(PLAN)
    assert codes
    assert not set(codes) & (key_projects(PLAN) | planned_adjustments(PLAN).keys())
    leads = [each for each in PLAN.drafting() if set(codes) & set(PLAN.targets_of(each))]
    assert len(leads) == len(codes)
    assert not any(answers_by_sheet(PLAN, each) for each in leads)
    read = read_indicators(write_indicators(PLAN, tmp_path / "指标.csv"))
    assert read.complaints == ()
    assert [each.row.deadline for each in read.rows[:3]] == [date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)]


@pytest.fixture(scope="module")
def spring(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A year with two long lists that are drafted, up to the end of March."""
    year = Year(LONG, World(tmp_path_factory.mktemp("long"), databases.address("long")), Outside(LONG))
    year.world.materials.mkdir()

    def live() -> None:
        year.found()
        for day in days_between(LONG.go_live, UNTIL):
            year.live_day(day)

    with settings_for(year):
        databases.template("long", "migrated", live)
    return year


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
