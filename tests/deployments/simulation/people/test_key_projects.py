"""Some targets are key projects; leads upload for some of them, and most are visited each quarter (7.3, 7.5)."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.reminders import check_reminders
from deployments.simulation.people.key_projects import (
    DELEGATED,
    FORGOTTEN,
    LATE,
    TAKEN_BACK,
    _record_day,
    decide_delegations,
    decide_field_visits,
    key_projects,
)
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.plan import Plan
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant
from tests.deployments.simulation.conftest import seeded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deployments.simulation.year import Year
    from tests.conftest import Sql

FIRST, LAST = date(2025, 4, 1), date(2025, 6, 20)
VISIT = """
SELECT o.state, o.late, v.visited_on <= '2025-05-31', v.recorded_on > v.visited_on FROM obligation o
    LEFT JOIN field_visit v ON v.period = o.period WHERE o.kind = 'field_inspection' AND o.period = '2025Q2'
"""
DELEGATION = "SELECT count(*), count(ended_on) FROM cloud_delegation"
NOTIFIED = """
SELECT n.audience, n.created_on FROM notice n JOIN obligation o ON o.id = n.obligation_id
WHERE n.kind = 'overdue' AND o.kind = 'cloud_monitoring' AND o.period = '2025-09' ORDER BY n.audience
"""
UNDELEGATED = "SET LOCAL session_replication_role = replica; DELETE FROM cloud_delegation; DELETE FROM obligation"
VISITS = {
    "in time, and recorded on the next list day": ((LATE, 1.0), (0.0, 0.5), ("discharged", False, True, True)),
    "in time, on a list day": ((LATE, 1.0), (0.61, 0.66), ("discharged", False, True, False)),
    "late": ((FORGOTTEN, LATE), (0.0, 1.0), ("discharged", True, False, True)),
    "never": ((0.0, FORGOTTEN), (0.0, 1.0), ("open", None, None, None)),
}


def live(year: Year, what: Callable[[Scene], Iterator[PlannedAct]], first: date, last: date) -> list[tuple[date, str]]:
    """Run some days, each twice; returns the acts with their days."""
    done = []
    for day in filter(year.calendar.is_workday, days_between(first, last)):
        set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
        for again in (False, True):
            with begin() as session:
                steps = list(what(Scene(year.plan, day, year.calendar, session)))
            for step in steps:
                carry_out(step, business_day())
            done += [(day, step.act.name) for step in steps if not again]
    return done


def test_every_year_has_a_key_project_and_at_most_one_per_department() -> None:
    assert all(len(key_projects(Plan(2025, 1, 1, seed))) == 1 for seed in range(10))
    large = key_projects(Plan(2025))
    assert 10 < len(large) < 35
    assert len({code.split("-")[0] for code in large}) == len(large)


@pytest.mark.parametrize(("goes", "when", "ends"), VISITS.values(), ids=list(VISITS))
def test_7_3_a_quarters_visit_is_made_in_time_late_or_never(
    year: Year, sql: Sql, goes: tuple[float, float], when: tuple[float, float], ends: tuple[str | bool | None, ...]
) -> None:
    [code] = key_projects(year.plan)
    key = code, "2025Q2"
    other = seeded(
        year,
        lambda p: (
            goes[0] <= p.chance("goes there", *key) < goes[1] and when[0] <= p.chance("goes early", *key) < when[1]
        ),
    )
    set_virtual_instant(datetime.combine(FIRST, time(9), SHANGHAI))
    carry_out(PlannedAct(ACTS["open_cycle"], {"cycle": "field_inspection", "period": "2025Q2"}, "open"), business_day())
    live(other, decide_field_visits, FIRST, LAST)
    assert sql.rows(VISIT) == [ends]


@pytest.mark.parametrize(
    ("visited", "recorded"),
    [
        (date(2025, 8, 11), date(2025, 8, 11)),
        (date(2025, 8, 12), date(2025, 8, 25)),
        (date(2025, 8, 27), date(2025, 8, 29)),
        (date(2025, 9, 1), date(2025, 9, 8)),
    ],
)
def test_a_visit_in_time_is_recorded_by_its_due_day_any_other_on_the_next_list_day(
    year: Year, visited: date, recorded: date
) -> None:
    with begin() as session:
        scene = Scene(year.plan, visited, year.calendar, session)
        assert _record_day(scene, SimpleNamespace(due=date(2025, 8, 31)), visited) == recorded


@pytest.mark.parametrize(
    ("drawn", "ends"),
    [
        (((0.0, DELEGATED), (0.0, TAKEN_BACK)), (1, 1)),
        (((0.0, DELEGATED), (TAKEN_BACK, 1.0)), (1, 0)),
        (((DELEGATED, 1.0), (0.0, TAKEN_BACK)), (0, 0)),
    ],
)
def test_7_5_the_uploads_of_some_projects_are_delegated_and_some_taken_back(
    year: Year, sql: Sql, drawn: tuple[tuple[float, float], tuple[float, float]], ends: tuple[int, int]
) -> None:
    sql(UNDELEGATED)
    [code] = key_projects(year.plan)
    names = ("delegated", "taken back")
    other = seeded(
        year, lambda p: all(a <= p.chance(name, code) < b for name, (a, b) in zip(names, drawn, strict=True))
    )
    done = live(other, decide_delegations, date(2025, 3, 21), date(2025, 10, 10))
    assert sql.rows(DELEGATION) == [ends]
    assert [act for _, act in done] == ["delegate_upload", "take_back_upload"][: sum(ends)]


def test_a28_a_reminded_duty_is_handed_over_and_its_new_debtor_is_notified(year: Year, sql: Sql) -> None:
    sql("SET LOCAL session_replication_role = replica; DELETE FROM cloud_delegation")
    [code] = key_projects(year.plan)
    other = seeded(year, lambda p: p.chance("delegated", code) < DELEGATED and p.chance("given", code) < 0.5)
    reminded, notified = date(2025, 9, 22), date(2025, 9, 26)
    for day, act, data in (
        (date(2025, 9, 1), "open_cycle", {"cycle": "cloud_monitoring", "period": "2025-09"}),
        (reminded, "remind", {}),
    ):
        set_virtual_instant(datetime.combine(day, time(8), SHANGHAI))
        carry_out(PlannedAct(ACTS[act], data, act), business_day())
    assert [act for _, act in live(other, decide_delegations, reminded, reminded)] == ["delegate_upload"]
    set_virtual_instant(datetime.combine(notified, time(8), SHANGHAI))
    carry_out(PlannedAct(ACTS["remind"], {}, "again"), business_day())
    assert sql.rows(NOTIFIED) == [(audience, notified) for audience in ("liaison", "office")]
    with begin() as session:
        assert "提醒" not in "".join(check_reminders(session, notified, year.calendar))
