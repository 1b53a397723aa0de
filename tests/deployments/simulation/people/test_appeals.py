"""Some entries are contested: each possible end of an appeal is reached through its acts (4.3 a)."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.appeals import (
    APPEALS,
    CHANGED_SHARE,
    REFUSED,
    ROSTER,
    TAKEN_BACK,
    WON,
    decide_appeals,
)
from deployments.simulation.people.inspection_rounds import POOL
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.people.reviews import REVIEWERS, SECONDS, TEAM
from deployments.simulation.people.site_rounds import TITLE, decide_site_rounds
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant
from tests.conftest import Acting

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployments.simulation.plan import Plan
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant, Steadily

CODE, KEY = "D002-01", ("D002-01", 1)
LISTED, LAST = date(2025, 4, 14), date(2025, 5, 12)
OUTCOME = "SELECT a.state, coalesce(a.ruling, ''), e.state FROM appeal a JOIN negative_entry e ON e.id = a.entry_id"
# The named inspector was in the team that recorded the finding of the entry.
FOUND = """
INSERT INTO team_member (inspection_id, team, inspector_id, leader, joined_on, left_why, seat)
SELECT f.inspection_id, f.team, p.id, false, '2025-03-20', '', '' FROM finding f
    JOIN target t ON t.id = f.target_id AND t.code = 'D002-01', inspector p WHERE p.name = '{first}'
"""
INSPECTED = "SELECT i.title, i.state FROM appeal a JOIN inspection i ON i.id = a.inspection_id"
ANSWERED = "SELECT coalesce(accepted_on, ended_on) FROM appeal"
ENDS = {
    "refused": ((0.0, REFUSED), (0.0, 1.0), ("refused", "", "remedying")),
    "taken back": ((REFUSED, TAKEN_BACK), (0.0, 1.0), ("withdrawn", "", "remedying")),
    "won": ((TAKEN_BACK, 1.0), (0.0, WON), ("ruled", "withdrawn", "withdrawn")),
    "changed": ((TAKEN_BACK, 1.0), (WON, CHANGED_SHARE), ("ruled", "changed", "remedying")),
    "lost": ((TAKEN_BACK, 1.0), (CHANGED_SHARE, 1.0), ("ruled", "upheld", "remedying")),
}


def contested(plan: Plan, answer: tuple[float, float], ruling: tuple[float, float]) -> Plan:
    """Returns the plan with the first seed for which this entry is contested with that outcome."""
    plans = (replace(plan, seed=seed) for seed in range(10_000))
    return next(
        p
        for p in plans
        if p.chance("appeals", *KEY) < APPEALS
        and answer[0] <= p.chance("appeal", *KEY) < answer[1]
        and ruling[0] <= p.chance("ruled", *KEY) < ruling[1]
    )


def at(day: date) -> None:
    set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))


def decided(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        scene = Scene(year.plan, day, year.calendar, session)
        return [*decide_appeals(scene, year.world.materials), *decide_site_rounds(scene, {}, year.world.materials)]


def live(year: Year, steadily: Steadily, then: Callable[[], object] = lambda: None) -> None:
    """List an entry on 14 April; after it perform only the planned acts of the appeal and of the round of 6 May."""
    at(LISTED)
    Acting().on(str(LISTED)).lists(CODE, "未达要求")
    carry_out(PlannedAct(ACTS["set_limit"], {"target": CODE, "limit": date(2025, 6, 30)}, "limit"), business_day())
    then()
    for day in days_between(date(2025, 4, 15), LAST):
        if year.calendar.is_workday(day):
            at(day)
            steadily(partial(decided, year, day))


@pytest.mark.parametrize("end", ENDS)
def test_an_appeal_reaches_each_possible_end(year: Year, steadily: Steadily, sql: Sql, end: str) -> None:
    answer, ruling, outcome = ENDS[end]
    other = copy.copy(year)
    other.plan = contested(year.plan, answer, ruling)
    live(other, steadily)
    assert sql.rows(OUTCOME) == [outcome]
    assert sql.rows(INSPECTED) == ([(f"{TITLE}2025-05-06", "concluded")] if outcome[0] == "ruled" else [])
    assert sql.value("SELECT count(*) FROM obligation WHERE state = 'suspended'") == 0


def test_the_first_inspectors_do_not_reinspect(year: Year, steadily: Steadily, sql: Sql, plant: Plant) -> None:
    answer, ruling, _ = ENDS["lost"]
    other = copy.copy(year)
    other.plan = contested(year.plan, answer, ruling)
    live(other, steadily, lambda: plant(FOUND.format(first=ROSTER[0])))
    [again] = sql.column("SELECT f.found_by FROM appeal a JOIN finding f ON f.inspection_id = a.inspection_id")
    assert again == [ROSTER[1], ROSTER[2]]  # it is the turn of 核查员一 and 核查员二


def test_an_appeal_is_answered_on_a_call_day_within_its_time_limit(year: Year, steadily: Steadily, sql: Sql) -> None:
    other = copy.copy(year)
    other.plan = contested(year.plan, *ENDS["refused"][:2])
    live(other, steadily)
    [answered] = sql.column(ANSWERED)
    with begin() as session:
        assert Scene(other.plan, answered, other.calendar, session).is_call_day()
    assert sql.rows("SELECT state, late FROM obligation WHERE kind = 'appeal_answer'") == [("discharged", False)]


def test_an_uncontested_entry_has_no_appeal(year: Year, sql: Sql) -> None:
    assert sql.value("SELECT count(*) FROM negative_entry") == 1
    with begin() as session:
        assert list(decide_appeals(Scene(year.plan, LISTED, year.calendar, session), year.world.materials)) == []


@pytest.mark.usefixtures("year")
def test_the_roster_has_inspectors_from_the_start(sql: Sql) -> None:
    assert set(sql.column("SELECT name FROM inspector")) == {*ROSTER, *TEAM, *POOL, *REVIEWERS, *SECONDS}
