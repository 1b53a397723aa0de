"""The public is asked once a year, before it ends: a total waits for it (1-8.3, A37)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from deployments.simulation.people.planned_acts import Scene, carry_out
from deployments.simulation.people.surveys import decide_survey
from models.database import begin
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql


def test_the_sheet_goes_out_in_november_and_comes_back_in_december(year: Year, sql: Sql) -> None:
    for day in days_between(date(2025, 11, 14), date(2025, 12, 19)):
        set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
        with begin() as session:
            steps = list(decide_survey(Scene(year.plan, day, year.calendar, session), year.world.materials))
        for step in steps:
            carry_out(step, business_day())
    days = "SELECT s.handed_out_on, r.returned_on FROM survey s JOIN survey_return r ON r.survey_id = s.id"
    assert sql.rows(days) == [(date(2025, 11, 17), date(2025, 12, 16))]
    assert sql.value("SELECT count(*) FROM survey_cell") == 25 * sql.value("SELECT count(*) / 5 FROM survey_item")
