"""Each quarter a list is handed out and returned; failed targets are proposed (7.4)."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.statement_checks import run_checks
from deployments.simulation.people.covert_visits import (
    COVERT_CHECKS,
    FAILS,
    _choose_targets,
    decide_covert_visits,
)
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from deployments.simulation.plan import Plan
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant

FIRST, LAST = date(2025, 4, 1), date(2025, 6, 20)
LIST, LISTED = "2025Q2-1", "D002-04"  # a target that is on the negative list since March
DUTIES = "SELECT kind, state, late FROM obligation WHERE kind LIKE 'covert%' AND period = '2025Q2' ORDER BY id"
ON_SITE = "SELECT subject, state FROM obligation WHERE kind = 'onsite_confirmation'"
ENTRIES = """
SELECT i.code, e.state FROM covert_item i JOIN negative_entry e ON e.target_id = i.target_id
    JOIN entry_origin g ON g.entry_id = e.id WHERE g.way = 'covert'
"""


def failing(plan: Plan) -> Plan:
    """Returns the plan with the first seed for which only the first target of the list fails."""
    for p in (replace(plan, seed=seed) for seed in range(100_000)):
        first, second = _choose_targets(p, "2025Q2")
        fails = [p.chance("covert fails", LIST, code) < FAILS for code in (first, second)]
        if fails == [True, False] and first != LISTED:
            return p
    raise AssertionError


def live(year: Year) -> None:
    set_virtual_instant(datetime.combine(FIRST, time(10, 30), SHANGHAI))
    carry_out(PlannedAct(ACTS["open_cycle"], {"cycle": "covert_visit", "period": "2025Q2"}, "open"), business_day())
    for day in days_between(FIRST, LAST):
        if year.calendar.is_workday(day):
            set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
            with begin() as session:
                steps = list(decide_covert_visits(Scene(year.plan, day, year.calendar, session), year.world.materials))
            for step in steps:
                carry_out(step, business_day())


def test_a_list_goes_out_and_comes_back_in_time(year: Year, sql: Sql) -> None:
    live(year)
    assert sql.rows(DUTIES) == [("covert_list", "discharged", False), ("covert_return", "discharged", False)]
    assert sql.value("SELECT count(*) FROM covert_result") == sql.value("SELECT count(*) FROM covert_item") > 0
    with begin() as session:
        assert list(run_checks(session, COVERT_CHECKS)) == []


def test_a_failed_target_is_proposed_and_to_be_confirmed_on_site(year: Year, sql: Sql) -> None:
    other = copy.copy(year)
    other.plan = failing(year.plan)
    live(other)
    code = _choose_targets(other.plan, "2025Q2")[0]
    assert sql.rows(ENTRIES) == [(code, "proposed")]
    assert sql.rows(ON_SITE) == [(f"2025/{code}/1", "open")]
    with begin() as session:
        assert list(run_checks(session, COVERT_CHECKS)) == []


@pytest.mark.parametrize(
    ("planted", "violation"),
    [
        ("DELETE FROM obligation WHERE kind = 'covert_return'", f"暗访清单{LIST}：没有收回结果的应办事项"),
        ("DELETE FROM covert_result WHERE met", f"暗访清单{LIST}：没有收回结果的应办事项，或没有收齐已办结。"),
        ("UPDATE entry_origin SET proposed_on = '2026-01-01'", f"暗访{LIST}|1：未达要求，没有拟列入负面清单。"),
    ],
)
def test_a_visit_that_does_not_match_its_records_is_reported(
    year: Year, plant: Plant, planted: str, violation: str
) -> None:
    other = copy.copy(year)
    other.plan = failing(year.plan)
    live(other)
    plant(planted)
    with begin() as session:
        assert violation in "".join(run_checks(session, COVERT_CHECKS))


def test_a_list_of_the_first_quarter_has_no_target_of_a_list_that_is_drafted(drafted_winter: Year) -> None:
    plan = replace(drafted_winter.plan, departments=40)
    chosen = {period: {code[:4] for code in _choose_targets(plan, period)} for period in ("2025Q1", "2025Q2")}
    assert not chosen["2025Q1"] & set(plan.drafting())
    assert chosen["2025Q2"] & set(plan.drafting())
