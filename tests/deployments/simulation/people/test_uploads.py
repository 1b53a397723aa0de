"""Uploads of a project are judged, and a warning is cleared, confirmed, replaced or left (7.5, A22)."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.statement_checks import run_checks
from deployments.simulation.invariants.uploads import MISSING_UPLOADS, check_uploads
from deployments.simulation.people.key_projects import key_projects
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.people.uploads import (
    BEHIND,
    CLEARED,
    CONFIRMED,
    LATE,
    NEVER,
    REPLACED,
    REUSED,
    decide_uploads,
)
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deployments.simulation.plan import Plan
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant

APRIL, MAY, LAST = date(2025, 4, 1), date(2025, 5, 1), date(2025, 6, 30)
OF_MAY = """
SELECT state, jsonb_path_query_array(warnings, '$[*].warning') ->> 0 FROM cloud_upload WHERE period = '2025-05'
ORDER BY number
"""
DUTY = "SELECT state, late FROM obligation WHERE kind = 'cloud_monitoring' AND period = '2025-05'"
IN_TIME, AFTER, NOT = (LATE, 1.0), (NEVER, LATE), (0.0, NEVER)
FINE, SLOW = (REUSED, 1.0), (0.0, BEHIND)
TRUE, LEFT, ANY = (CLEARED, CONFIRMED), (REPLACED, 1.0), (0.0, 1.0)
Drawn = tuple[float, float]
# For May: when it is uploaded, what it shows, how a warning is handled; then the uploads, and their duty.
ENDS: dict[str, tuple[tuple[Drawn, Drawn, Drawn], list[tuple[str, str | None]], tuple[str, bool | None]]] = {
    "fine": ((IN_TIME, FINE, ANY), [("fine", None)], ("discharged", False)),
    "late": ((AFTER, FINE, LEFT), [("superseded", "missing"), ("fine", None)], ("discharged", True)),
    "never": ((NOT, FINE, LEFT), [("warned", "missing")], ("open", None)),
    "never, cleared by nobody": ((NOT, FINE, (0.0, CLEARED)), [("warned", "missing")], ("open", None)),
    "never, as was found": ((NOT, FINE, TRUE), [("confirmed", "missing")], ("open", None)),
    "behind, and cleared": ((IN_TIME, SLOW, (0.0, CLEARED)), [("cleared", "behind")], ("discharged", False)),
    "behind, and true": ((IN_TIME, SLOW, TRUE), [("confirmed", "behind")], ("discharged", False)),
    "behind, and made good": (
        (IN_TIME, SLOW, (CONFIRMED, REPLACED)),
        [("superseded", "behind"), ("fine", None)],
        ("discharged", False),
    ),
    "an old picture, left": ((IN_TIME, (BEHIND, REUSED), LEFT), [("warned", "reused")], ("discharged", False)),
}


def seeded(plan: Plan, fits: Callable[[Plan], bool]) -> Plan:
    return next(p for p in (replace(plan, seed=seed) for seed in range(1_000_000)) if fits(p))


def live(year: Year, materials: Path) -> None:
    """Run the days from April to June, each twice."""
    for day in filter(year.calendar.is_workday, days_between(APRIL, LAST)):
        set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
        if day.month < LAST.month:
            data = {"cycle": "cloud_monitoring", "period": f"{day:%Y-%m}"}
            carry_out(PlannedAct(ACTS["open_cycle"], data, f"open|{day:%Y-%m}"), business_day())
        carry_out(PlannedAct(ACTS["judge_missing_uploads"], {}, f"judge|{day}"), business_day())
        for _ in range(2):
            with begin() as session:
                steps = list(decide_uploads(Scene(year.plan, day, year.calendar, session), materials))
            for step in steps:
                carry_out(step, business_day())
        with begin() as session:
            assert [*run_checks(session, MISSING_UPLOADS, day=day), *check_uploads(session, day)] == []


@pytest.mark.parametrize(("drawn", "found", "duty"), ENDS.values(), ids=list(ENDS))
def test_the_upload_of_a_month_reaches_each_possible_end(
    year: Year,
    sql: Sql,
    tmp_path: Path,
    drawn: tuple[Drawn, Drawn, Drawn],
    found: list[tuple[str, str | None]],
    duty: tuple[str, bool | None],
) -> None:
    [code] = key_projects(year.plan)
    uploads, shows, warned = drawn
    draws = {
        ("uploads", code, "2025-05"): uploads,
        ("shows", code, "2025-05"): shows,
        ("uploads", code, "2025-04"): IN_TIME,
        ("shows", code, "2025-04"): FINE,
        ("warned", code, "2025-05", 1): warned,
    }
    other = copy.copy(year)
    other.plan = seeded(year.plan, lambda p: all(a <= p.chance(*key) < b for key, (a, b) in draws.items()))
    live(other, tmp_path)
    assert sql.rows(OF_MAY) == found
    assert sql.rows(DUTY) == [duty]


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(
    ("planted", "violation"),
    [
        ("UPDATE cloud_upload SET progress = 1 WHERE state = 'fine'", "判定与规则不符（fine）。"),
        ("UPDATE cloud_upload SET state = 'warned' WHERE state = 'fine'", "判定与规则不符（warned）。"),
        ("UPDATE cloud_upload SET progress = NULL", "判定与规则不符（fine）。"),
        (
            "UPDATE obligation SET state = 'open' WHERE kind = 'cloud_monitoring'",
            "2025-01：open，与上传、核查的记录不符。",
        ),
        ("DELETE FROM field_visit", "2025Q1：discharged，与上传、核查的记录不符。"),
    ],
)
def test_an_upload_that_does_not_match_the_rules_is_reported(plant: Plant, planted: str, violation: str) -> None:
    with begin() as session:
        days = list(session.connection().exec_driver_sql("SELECT DISTINCT recorded_on FROM cloud_upload").scalars())
    assert violations(days) == ""
    plant(planted)
    assert violation in violations(days)


@pytest.mark.usefixtures("year")
def test_a_missing_upload_without_a_warning_is_reported(plant: Plant) -> None:
    with begin() as session:
        assert list(run_checks(session, MISSING_UPLOADS, day=date(2025, 3, 20))) == []
    plant("UPDATE obligation SET state = 'open' WHERE kind = 'cloud_monitoring'; DELETE FROM cloud_upload")
    with begin() as session:
        assert "2025-01：逾期未上传，没有预警。" in "".join(run_checks(session, MISSING_UPLOADS, day=date(2025, 3, 20)))


def violations(days: list[date]) -> str:
    with begin() as session:
        return "".join(each for day in days for each in check_uploads(session, day))
