"""Ratings, 二级考评, classes and exemptions: what a score needs apart from its targets."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.people.ratings import (
    CLASS,
    LEADERS,
    LEAST,
    SETTINGS,
    STEP,
    decide_ratings,
    decide_settings,
    rating_day,
    values,
)
from deployments.simulation.plan import Plan
from models.database import begin
from models.rules.appraisal_settings import INNOVATION_PLACES, INNOVATION_QUORUM, OF_APPRAISAL
from models.rules.policy import ITEM_WEIGHTS
from models.rules.workdays import SHANGHAI
from tasks.clock import set_virtual_instant
from tests.deployments.simulation.conftest import perform_all

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Steadily


RATED, READ, CALL_DAY = date(2026, 1, 15), date(2026, 1, 16), date(2026, 2, 14)
SHEETS = "SELECT leader, rated, state, entered_by, confirmed_by FROM leader_sheet ORDER BY leader"


def decided(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        scene = Scene(year.plan, day, year.calendar, session)
        return list(decide_ratings(scene, year.world.materials))


def at(day: date) -> None:
    set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))


def test_ratings_are_entered_on_a_working_day_of_january(year: Year) -> None:
    with begin() as session:
        scene = Scene(year.plan, RATED, year.calendar, session)
        assert rating_day(scene) == RATED
    assert decided(year, date(2026, 1, 14)) == []
    names = [step.act.name for step in decided(year, RATED)]
    assert names[:5] == [*["enter_leader_ratings"] * 3, "import_second_level", "import_unit_classes"]
    assert set(names[5:]) == {"record_innovation"}
    assert len(names) == 9


@pytest.mark.parametrize(("departments", "resting"), [(9, 0), (10, 1), (100, 3)])
def test_one_department_in_ten_and_three_at_most_rest_on_a_paper(year: Year, departments: int, resting: int) -> None:
    """What the paper ends is not re-verified."""
    plan = Plan(2025, departments)
    with begin() as session:
        steps = decide_ratings(Scene(plan, CALL_DAY, year.calendar, session), year.world.materials)
        papers = {step.data["line"]: step.data["departments"] for step in steps if step.act.name == "except_line"}
    assert papers.pop("没有签字的核查") == ["D001"]  # nothing was inspected in this year of one department
    assert list(papers.values()) == [plan.codes()[:resting]] * bool(resting)


def test_every_department_has_another_value(year: Year) -> None:
    with begin() as session:
        given = values(Scene(year.plan, RATED, year.calendar, session))
    assert sorted(given) == ["D001", "D002", "D003", "D004"]
    assert sorted(given.values()) == [LEAST + n * STEP for n in range(4)]


def test_an_interrupted_day_decides_the_same(year: Year, steadily: Steadily) -> None:
    for day in (RATED, READ):
        at(day)
        steadily(lambda day=day: decided(year, day))  # type: ignore[misc]


@pytest.mark.usefixtures("rated")
def test_each_leader_is_entered_by_one_person_and_read_by_another(sql: Sql) -> None:
    found = sql.rows(SHEETS)
    assert sorted(row[0] for row in found) == sorted(LEADERS)
    assert {row[1:3] for row in found} == {(4, "confirmed")}
    assert all(row[3] != row[4] for row in found)


@pytest.mark.usefixtures("rated")
def test_every_department_has_a_value_a_class_and_no_project(sql: Sql) -> None:
    assert sql.rows("SELECT count(*), count(DISTINCT value) FROM second_level") == [(4, 4)]
    assert sql.rows("SELECT name, count(*) FROM unit_class GROUP BY 1") == [(CLASS, 4)]
    assert sql.rows("SELECT prize, count(*) FROM innovation GROUP BY 1") == [("absent", 4)]


def test_what_was_not_declared_complete_is_exempted_after_the_cut_off(rated: Year, sql: Sql) -> None:
    assert decided(rated, date(2026, 1, 30)) == []
    steps = decided(rated, CALL_DAY)
    listed = sql.rows("SELECT t.code FROM target t JOIN negative_entry e ON e.target_id = t.id ORDER BY 1")
    assert {step.act.name for step in steps} == {"exempt_target"}
    assert len(steps) == 20 - len(listed)
    perform_all(steps, CALL_DAY)
    assert [step.request for step in decided(rated, CALL_DAY)] == [step.request for step in steps]
    assert [step for step in decided(rated, date(2026, 2, 28)) if step.act.name == "exempt_target"] == []


def test_nothing_is_exempted_on_other_days(rated: Year) -> None:
    assert decided(rated, date(2026, 2, 24)) == []


SET = "SELECT key, valid_from::text, recorded_on::text FROM policy WHERE key = ANY(:keys) ORDER BY key"
NOT_NEEDED = {INNOVATION_QUORUM.key, INNOVATION_PLACES.key}


def test_everything_that_a_total_and_a_grade_need_is_set() -> None:
    assert set(SETTINGS) == {ITEM_WEIGHTS.key, *(each.key for each in OF_APPRAISAL)} - NOT_NEEDED


@pytest.mark.usefixtures("year")
def test_the_settings_are_set_on_the_first_working_day_of_the_year(sql: Sql) -> None:
    days = {tuple(row[1:]) for row in sql.rows(SET, keys=list(SETTINGS))}
    assert days == {("2025-01-01", "2025-01-02")}
    assert len(sql.rows(SET, keys=list(SETTINGS))) == len(SETTINGS)


@pytest.mark.usefixtures("year")
def test_three_leaders_are_registered(sql: Sql) -> None:
    found = sql.rows("SELECT c.name FROM contact c WHERE c.role = 'provincial_leader' ORDER BY 1")
    assert sorted(name for (name,) in found) == sorted(LEADERS)


@pytest.mark.parametrize(("day", "acts"), [(date(2025, 1, 1), 0), (date(2025, 1, 2), 13), (date(2025, 1, 3), 0)])
def test_they_are_set_once(year: Year, day: date, acts: int) -> None:
    with begin() as session:
        scene = Scene(year.plan, day, year.calendar, session)
        assert len(list(decide_settings(scene, year.world.materials))) == acts
