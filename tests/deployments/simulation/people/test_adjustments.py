"""A few offices a year ask to adjust a target, and every act of it is seen somewhere."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.adjustments import decide_adjustments, planned_adjustments
from deployments.simulation.people.deeds import Scene
from deployments.simulation.plan import Plan
from models.database import begin
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from deployments.simulation.people.deeds import Deed
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Merge, Plant

WISHED = date(2025, 4, 9)
ACTS = "SELECT act, actor, role FROM block WHERE request_id LIKE '%|D003-04|%' ORDER BY height"


def live(year: Year, last: date) -> None:
    """What people do from the day of the wish on."""
    for day in days_between(WISHED, last):
        for piece in year.begin_day(day):
            if piece.name == "acts":
                year.run_piece(piece, day)


def deeds(year: Year, day: date) -> list[Deed]:
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
    wished = planned_adjustments(Plan(2025))
    assert 10 < len(wished) < 30
    assert len({code.partition("-")[0] for code in wished}) == len(wished)
    assert date(2025, 3, 15) < min(wished.values()) <= max(wished.values()) < date(2025, 10, 15)


def test_an_adjustment_is_asked_for_consented_to_twice_and_filed(year: Year, sql: Sql) -> None:
    assert planned_adjustments(year.plan) == {"D003-04": WISHED}
    live(year, date(2025, 5, 9))
    found = sql.rows(ACTS)
    assert [act for act, _, _ in found][:4] == [
        "request_adjustment", "consent_head", "consent_leader", "file_adjustment",
    ]  # fmt: skip
    assert {role for _, _, role in found} <= {"office", "head", "agency"}
    assert sql.value("SELECT version FROM target WHERE code = 'D003-04'") >= 2
    assert year.watch.violations == []


def test_whoever_carries_the_target_on_goes_on_with_its_adjustment(year: Year, merge: Merge, sql: Sql) -> None:
    merge("D003", "D001")
    live(year, date(2025, 4, 30))
    actors = {actor for _, actor, role in sql.rows(ACTS) if role != "agency"}
    assert actors <= {"第1厅目标办", "第1厅主要领导"}
    assert actors


def test_nobody_asks_before_the_day_or_twice(year: Year) -> None:
    assert deeds(year, date(2025, 4, 8)) == []
    assert [deed.act for deed in deeds(year, WISHED)] == ["request_adjustment"]
    live(year, WISHED)
    assert "request_adjustment" not in [deed.act for day in (10, 11, 14) for deed in deeds(year, date(2025, 4, day))]


def test_a_target_without_a_quantity_is_worded_anew(year: Year, plant: Plant) -> None:
    plant("UPDATE target SET quantity = NULL WHERE code = 'D003-04'")
    [asked] = deeds(year, WISHED)
    assert asked.data["requirement"].endswith("（按上级文件调整）")


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
def test_what_follows_a_state_differs_from_seed_to_seed(year: Year, plant: Plant, state: str, acts: set[str]) -> None:
    live(year, WISHED)
    plant(f"UPDATE adjustment SET state = '{state}', filed_on = '2025-04-28'")  # noqa: S608 - constants
    years = [seeded(year, seed) for seed in range(60)]
    done = {deed.act for other in years for deed in _with(other, date(2025, 4, 30))}
    assert done == acts


def _with(year: Year, day: date) -> list[Deed]:
    with begin() as session:
        scene = Scene(year.plan, day, year.calendar, session)
        return list(decide_adjustments(scene, {"D003-04": WISHED}, year.world.materials))
