"""The settings of the appraisal are set on the first working day, and three leaders are registered then."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.appraisal_settings import LEADERS, SETTINGS, decide_settings
from deployments.simulation.people.planned_acts import Scene
from models.database import begin
from models.rules.appraisal_settings import INNOVATION_PLACES, INNOVATION_QUORUM, OF_APPRAISAL
from models.rules.policy import ITEM_WEIGHTS

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql

SET = "SELECT key, valid_from::text, recorded_on::text FROM policy WHERE key = ANY(:keys) ORDER BY key"
NOT_NEEDED = {INNOVATION_QUORUM.key, INNOVATION_PLACES.key, "survey_groups", "survey_group_weights"}


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


@pytest.mark.parametrize(("day", "acts"), [(date(2025, 1, 1), 0), (date(2025, 1, 2), 11), (date(2025, 1, 3), 0)])
def test_they_are_set_once(year: Year, day: date, acts: int) -> None:
    with begin() as session:
        scene = Scene(year.plan, day, year.calendar, session)
        assert len(list(decide_settings(scene, year.world.materials))) == acts
