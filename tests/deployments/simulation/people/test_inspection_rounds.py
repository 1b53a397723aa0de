"""The inspections of a year: three quarterly, mid-term, annual; the seed decides when each begins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.inspection_rounds import (
    LATE,
    NOT_FOUNDED,
    WITHOUT_TARGET,
    first_day,
    has_conflict,
    inspected_departments,
    rounds,
    unvisited_departments,
)
from deployments.simulation.people.planned_acts import Scene
from deployments.simulation.plan import Plan
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.deployments.simulation.conftest import Merge, Plant

PLANS = [Plan(2025, 40, 2, seed) for seed in range(60)]


def test_there_are_three_quarters_the_middle_and_the_end_of_the_year() -> None:
    described = [(each.title, each.evaluates) for each in rounds(PLANS[0])]
    assert described == [
        ("季度核查|2025Q1", False),
        ("季度核查|2025Q2", False),
        ("季度核查|2025Q3", False),
        ("中期核查|2025H1", True),
        ("年度核查|2025", True),
    ]


def test_in_one_inspection_of_a_year_a_tie_is_declared_and_not_always_in_the_same() -> None:
    found = [[each.period for each in rounds(plan) if has_conflict(plan, each)] for plan in PLANS]
    assert {len(periods) for periods in found} == {1}
    assert {period for [period] in found} == {"2025Q1", "2025Q3"}


@pytest.mark.parametrize(
    ("number", "after", "first", "last"),
    [(0, date(2025, 3, 31), 6, 13), (2, date(2025, 9, 30), 6, 13), (4, date(2025, 12, 14), 1, 3)],
)
def test_each_begins_within_some_working_days(winter: Year, number: int, after: date, first: int, last: int) -> None:
    begins = {first_day(plan, rounds(plan)[number], winter.calendar) for plan in PLANS}
    assert begins == {winter.calendar.nth_after(after, n) for n in range(first, last + 1)}


def test_in_a_few_years_the_mid_term_inspection_begins_too_late(winter: Year) -> None:
    late = [plan for plan in PLANS if plan.chance("mid-term", 2025) < LATE]
    begins = {plan.seed: first_day(plan, rounds(plan)[3], winter.calendar) for plan in PLANS}
    assert 0 < len(late) < len(PLANS) / 4
    assert {seed for seed, day in begins.items() if day > date(2025, 8, 24)} == {plan.seed for plan in late}


def test_a_quarter_is_about_some_departments_and_the_middle_about_all(year: Year) -> None:
    with begin() as session:
        scene = Scene(year.plan, date(2025, 4, 10), year.calendar, session)
        quarter, _, _, middle, _ = rounds(year.plan)
        assert len(inspected_departments(scene, quarter)) == 2
        assert inspected_departments(scene, middle) == year.plan.codes()


def test_a_department_that_leads_nothing_or_is_founded_later_is_unvisited_and_one_that_has_ended_is_not(
    year: Year, plant: Plant
) -> None:
    plant("UPDATE department SET valid_to = '2025-12-14' WHERE code = 'D001'")
    plant("UPDATE department SET valid_from = '2025-12-16' WHERE code = 'D002'")
    plant("UPDATE department SET valid_from = '2025-12-15' WHERE code = 'D003'")
    plant("DELETE FROM target_department WHERE department_id = (SELECT id FROM department WHERE code = 'D004')")
    with begin() as session:
        scene = Scene(year.plan, date(2025, 12, 15), year.calendar, session)
        assert inspected_departments(scene, rounds(year.plan)[4]) == ["D003"]
        assert unvisited_departments(scene) == {"D002": NOT_FOUNDED, "D004": WITHOUT_TARGET}


def test_the_successor_of_a_merged_department_is_inspected(year: Year, merge: Merge) -> None:
    merge("D004", "D003")
    with begin() as session:
        scene = Scene(year.plan, date(2025, 4, 10), year.calendar, session)
        assert inspected_departments(scene, rounds(year.plan)[3]) == ["D001", "D002", "D003"]
