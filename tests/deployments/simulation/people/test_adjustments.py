"""A few offices per year request an adjustment, and each act of the procedure is performed."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.adjustments import decide_adjustments, planned_adjustments
from deployments.simulation.people.planned_acts import Scene
from deployments.simulation.plan import Plan
from models.database import begin
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from deployments.simulation.people.planned_acts import PlannedAct
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Merge, Plant

PLANNED_ON = date(2025, 4, 9)
ENTERED_ON, NEXT = date(2025, 5, 16), date(2025, 5, 30)  # the first list day of the next month, and the one after it
ACTS = "SELECT act, actor, role FROM block WHERE request_id LIKE '%|D003-04|%' ORDER BY height"


def live(year: Year, last: date) -> None:
    """Perform the planned acts of people from the day on which it is entered."""
    for day in days_between(ENTERED_ON, last):
        for piece in year.begin_day(day):
            if piece.name == "acts":
                year.run_piece(piece, day)


def steps(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        return list(
            decide_adjustments(
                Scene(year.plan, day, year.calendar, session), planned_adjustments(year.plan), year.world.materials
            )
        )


def seeded(year: Year, seed: int) -> Year:
    other = copy.copy(year)
    other.plan = replace(year.plan, seed=seed)
    return other


def test_about_one_department_in_five_asks_once_between_march_and_october() -> None:
    planned = planned_adjustments(Plan(2025))
    assert 10 < len(planned) < 30
    assert len({code.partition("-")[0] for code in planned}) == len(planned)
    assert date(2025, 3, 15) < min(planned.values()) <= max(planned.values()) < date(2025, 10, 15)


def test_an_adjustment_is_requested_consented_twice_and_filed(year: Year, sql: Sql) -> None:
    assert planned_adjustments(year.plan) == {"D003-04": PLANNED_ON}
    live(year, date(2025, 6, 30))
    found = sql.rows(ACTS)
    assert [act for act, _, _ in found][:4] == [
        "request_adjustment", "consent_head", "consent_leader", "file_adjustment",
    ]  # fmt: skip
    assert {role for _, _, role in found} <= {"office", "head", "agency"}
    assert sql.value("SELECT version FROM target WHERE code = 'D003-04'") >= 2
    assert year.watch.violations == []


def test_a_successor_continues_the_adjustment_of_a_target(year: Year, merge: Merge, sql: Sql) -> None:
    merge("D003", "D001")
    live(year, NEXT)
    actors = {actor for _, actor, role in sql.rows(ACTS) if role != "agency"}
    assert actors <= {"第1厅目标办", "第1厅主要领导"}
    assert actors


def test_an_adjustment_is_requested_once_and_not_before_its_day(year: Year) -> None:
    assert [steps(year, day) for day in (date(2025, 4, 1), PLANNED_ON, date(2025, 4, 16))] == [[]] * 3
    assert [step.act.name for step in steps(year, ENTERED_ON)] == ["request_adjustment"]
    live(year, ENTERED_ON)
    assert "request_adjustment" not in [
        step.act.name for day in (16, 19, 30) for step in steps(year, date(2025, 5, day))
    ]


def test_the_requirement_of_a_target_without_a_quantity_is_reworded(year: Year, plant: Plant) -> None:
    plant("UPDATE target SET quantity = NULL WHERE code = 'D003-04'")
    [requested] = steps(year, ENTERED_ON)
    assert requested.data["requirement"].endswith("（按上级文件调整）")


@pytest.mark.parametrize(("words", "notes"), [("建成100个", 1), ("建成79个", 0)])
def test_a_reduced_quantity_that_the_words_contradict_has_a_note(
    year: Year, plant: Plant, words: str, notes: int
) -> None:
    plant(f"UPDATE target SET requirement = '{words}', quantity = 100, unit = '个' WHERE code = 'D003-04'")  # noqa: S608 - constants
    [requested] = steps(year, ENTERED_ON)
    assert requested.data["quantity"] == "79"
    assert len(requested.data.keys() & {"note"}) == notes


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("requested", {"consent_head"}),
        ("head_consented", {"consent_leader", "withdraw_adjustment"}),
        ("filed", {"return_adjustment"}),
        ("returned", {"file_adjustment"}),
        ("withdrawn", set()),
    ],
)
def test_the_step_after_a_state_depends_on_the_seed(year: Year, plant: Plant, state: str, acts: set[str]) -> None:
    live(year, ENTERED_ON)
    plant(f"UPDATE adjustment SET state = '{state}', filed_on = '2025-05-28'")  # noqa: S608 - constants
    years = [seeded(year, seed) for seed in range(60)]
    done = {step.act.name for other in years for step in _with(other, NEXT)}
    assert done == acts


def _with(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        scene = Scene(year.plan, day, year.calendar, session)
        return list(decide_adjustments(scene, {"D003-04": PLANNED_ON}, year.world.materials))
