"""The agency phones once per department and day about everything untold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from deployments.simulation.people.phone_calls import decide_calls
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.deployments.simulation.conftest import Plant

TODAY = date(2025, 3, 20)
UNTOLD = """
DELETE FROM delivery WHERE notice_id IN (1, 2);
UPDATE notice SET cancelled = '没有可用的收件地址' WHERE id IN (1, 2)
"""


def calls(year: Year) -> list[PlannedAct]:
    with begin() as session:
        return list(decide_calls(Scene(year.plan, TODAY, year.calendar, session)))


def test_when_all_were_told_no_call_is_made(year: Year) -> None:
    assert calls(year) == []


def test_each_department_is_phoned_once_about_everything(year: Year, plant: Plant) -> None:
    plant(UNTOLD)
    planned = calls(year)
    assert {each.act.name for each in planned} == {"told_by_phone"}
    assert sorted(number for each in planned for number in each.data["notices"]) == [1, 2]
    assert all(each.data["person"].endswith("值班人员") for each in planned)
    assert len({each.request for each in planned}) == len(planned)
