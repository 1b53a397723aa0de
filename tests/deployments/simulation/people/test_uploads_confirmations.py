"""Proposals of the cloud for the negative list are looked at on site, and confirmed or dismissed (7.5, A20)."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.inspections import check_inspections
from deployments.simulation.people.key_projects import key_projects
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.people.site_rounds import DISMISSED, decide_site_rounds
from deployments.simulation.people.uploads import CLEARED, CONFIRMED, NEVER, PROPOSED, decide_uploads
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from pathlib import Path

    from deployments.simulation.plan import Plan
    from deployments.simulation.year import Year
    from tests.conftest import Acting, Sql

MAY, JUNE, LAST = date(2025, 5, 1), date(2025, 5, 26), date(2025, 8, 6)
STEPS = ["import_inspections", "record_finding", "sign_off"]
ENTRY = """
SELECT e.state, g.detail = '{}', g.finding_id IS NOT NULL FROM negative_entry e JOIN entry_origin g ON g.entry_id = e.id
WHERE g.way = 'cloud'
"""


def warned(plan: Plan, code: str, proposed: tuple[float, float], confirmed: tuple[float, float]) -> Plan:
    """Returns the plan with the first seed for which May has no upload, a true warning, and the draws given here."""
    of = {
        ("uploads", code, "2025-05"): (0.0, NEVER),
        ("warned", code, "2025-05", 1): (CLEARED, CONFIRMED),
        ("comes near the list", code, "2025-05", 1): proposed,
        ("confirmed", f"2025/{code}/1"): confirmed,
    }
    plans = (replace(plan, seed=seed) for seed in range(1_000_000))
    return next(p for p in plans if all(a <= p.chance(*key) < b for key, (a, b) in of.items()))


def live(year: Year, materials: Path) -> list[str]:
    """Run the days from the opening of May to the round of July, each twice; returns the acts."""
    done: list[str] = []
    set_virtual_instant(datetime.combine(MAY, time(7, 30), SHANGHAI))
    carry_out(
        PlannedAct(ACTS["open_cycle"], {"cycle": "cloud_monitoring", "period": "2025-05"}, "open"), business_day()
    )
    for day in filter(year.calendar.is_workday, days_between(JUNE, LAST)):
        set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
        carry_out(PlannedAct(ACTS["judge_missing_uploads"], {}, f"judge|{day}"), business_day())
        for again in (False, True):
            with begin() as session:
                scene = Scene(year.plan, day, year.calendar, session)
                steps = [*decide_uploads(scene, materials), *decide_site_rounds(scene, {}, materials)]
            for step in steps:
                carry_out(step, business_day())
            done += [] if again else [step.act.name for step in steps if "2025-03" not in step.request]
        with begin() as session:
            assert list(check_inspections(session, day)) == []
    return done


@pytest.mark.parametrize(
    ("confirmed", "state"), [((DISMISSED, 1.0), "remedying"), ((0.0, DISMISSED), "dismissed")], ids=["true", "not"]
)
def test_a_proposal_is_looked_at_on_site_and_confirmed_or_dismissed(
    year: Year, sql: Sql, tmp_path: Path, confirmed: tuple[float, float], state: str
) -> None:
    [code] = key_projects(year.plan)
    other = copy.copy(year)
    other.plan = warned(year.plan, code, (0.0, PROPOSED), confirmed)
    assert live(other, tmp_path) == ["confirm_warning", *STEPS, "conclude_inspection"]
    assert sql.rows(ENTRY) == [(state, True, state == "remedying")]


def test_not_every_confirmed_warning_proposes_an_entry(year: Year, sql: Sql, tmp_path: Path) -> None:
    [code] = key_projects(year.plan)
    other = copy.copy(year)
    other.plan = warned(year.plan, code, (PROPOSED, 1.0), (0.0, 1.0))
    assert live(other, tmp_path) == ["confirm_warning"]
    assert sql.rows(ENTRY) == []


def test_a_listed_target_is_not_proposed(year: Year, anyone: Acting, sql: Sql, tmp_path: Path) -> None:
    [code] = key_projects(year.plan)
    other = copy.copy(year)
    other.plan = warned(year.plan, code, (0.0, PROPOSED), (0.0, 1.0))
    set_virtual_instant(datetime.combine(MAY, time(9), SHANGHAI))
    anyone.on(str(MAY)).lists(code, "未达要求")
    assert live(other, tmp_path) == ["confirm_warning"]
    assert sql.rows(ENTRY) == []
