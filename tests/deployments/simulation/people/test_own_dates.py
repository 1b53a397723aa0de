"""Some targets end before December: most are declared complete by then with evidence, others are proposed (A47)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.offices import declares
from deployments.simulation.people.own_dates import decide_proofs
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.plan import Plan
from models.database import begin
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql

PLAN = Plan(2025)
END = date(2025, 7, 31)
MISSED, MET = "D001-04", "D004-04"  # with the seed of this year
ENDING = "UPDATE target SET deadline = '2025-04-30' WHERE code = :code"
OWED = "SELECT state, late FROM obligation WHERE kind = 'target_due' AND subject LIKE :subject"
PROPOSED = """
SELECT e.state, g.way FROM negative_entry e JOIN entry_origin g ON g.entry_id = e.id JOIN target t ON t.id = e.target_id
WHERE t.code = :code
"""
PROOFS = "SELECT count(*) FROM block WHERE request_id LIKE '%|own date|%'"


def row(code: str, deadline: date | None, leaf: str = "") -> SimpleNamespace:
    return SimpleNamespace(code=code, deadline=deadline, indicator=leaf)


def test_most_targets_are_declared_in_the_month_of_their_date_and_all_two_months_later() -> None:
    codes = [f"T{number}" for number in range(200)]
    found = Counter(declares(PLAN, row(code, END), "2025-07") for code in codes)
    assert 30 < found[False] < 90
    assert not any(declares(PLAN, row(code, END), "2025-06") for code in codes)
    assert all(declares(PLAN, row(code, END), "2025-09") for code in codes)
    assert any(declares(PLAN, row(code, END), "2025Q3") for code in codes)


def test_the_first_milestone_of_a_target_is_met_and_later_ones_mostly() -> None:
    met = {leaf: sum(declares(PLAN, row(f"T{n}", END, leaf), "2025-07") for n in range(200)) for leaf in ("1", "2")}
    assert met["1"] == 200
    assert 110 < met["2"] < 170


@pytest.mark.parametrize("deadline", [None, date(2025, 12, 1), date(2025, 12, 31)])
def test_a_target_that_ends_with_the_year_is_declared_at_its_own_pace(deadline: date | None) -> None:
    assert not declares(PLAN, row("T1", deadline), "2025")


def decided(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        return list(decide_proofs(Scene(year.plan, day, year.calendar, session), year.world.materials))


def live_april(year: Year, sql: Sql, code: str) -> None:
    """Live to 2 May with a target that ends on 30 April."""
    sql(ENDING, code=code)
    for day in days_between(date(2025, 3, 21), date(2025, 5, 2)):
        year.live_day(day)
    assert year.watch.violations == []


def test_a_missed_date_is_proposed_by_the_sweep_after_it(drafted: Year, sql: Sql) -> None:
    live_april(drafted, sql, MISSED)
    assert sql.rows(OWED, subject=f"%{MISSED}") == [("open", None)]
    assert sql.rows(PROPOSED, code=MISSED) == [("proposed", "own_date")]
    assert sql.value(PROOFS) == 0


def test_a_met_date_is_discharged_in_time_by_a_report_and_its_evidence(drafted: Year, sql: Sql) -> None:
    live_april(drafted, sql, MET)
    assert sql.rows(OWED, subject=f"%{MET}") == [("discharged", False)]
    assert sql.value(PROOFS) == 1
    assert sql.rows(PROPOSED, code=MET) == []
    assert decided(drafted, date(2025, 5, 6)) == []
