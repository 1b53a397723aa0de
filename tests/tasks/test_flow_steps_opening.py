"""Steps that open cycles: the newest period on that day, or an explicit one."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from models.rules.cycles import CYCLES, MONTHLY_CHECK, find_cycle
from models.rules.self_check import SELF_CHECK
from models.rules.workdays import SHANGHAI, BusinessDay
from tasks import flow_steps

if TYPE_CHECKING:
    from tests.conftest import Sql, Violations

PERIODIC = [cycle for cycle in CYCLES if cycle.periodic]
RUNS = "SELECT cycle, period, opened_late FROM cycle_run ORDER BY id"


def on(day: str, period: str | None = None) -> BusinessDay:
    return BusinessDay(date.fromisoformat(day), datetime(2027, 2, 1, 9, tzinfo=SHANGHAI), period)


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize(
    ("key", "day", "period"),
    [
        ("monthly_check", "2026-03-01", "2026-03"),
        ("monthly_check", "2026-03-31", "2026-03"),
        ("quarterly_meeting", "2026-04-01", "2026Q1"),
        ("quarterly_meeting", "2027-01-01", "2026Q4"),
        ("mid_year_review", "2026-07-01", "2026H1"),
        ("year_end_check", "2026-12-01", "2026"),
        ("year_end_reverification", "2026-12-15", "2026"),
        ("self_check", "2026-10-08", "2026Q3"),
        ("online_review", "2026-10-21", "2026Q3"),
        ("quality_report", "2026-05-14", "2026Q1"),
        ("public_opinion", "2026-10-08", "2026Q3"),
        ("field_inspection", "2026-07-01", "2026Q3"),
        ("mid_term_inspection", "2026-07-01", "2026H1"),
        ("covert_visit", "2026-07-01", "2026Q3"),
    ],
)
def test_each_cycle_opens_its_newest_period(sql: Sql, key: str, day: str, period: str) -> None:
    summary = flow_steps.opening_step(find_cycle(key)).fn(on(day))
    assert (summary.data["cycle"], summary.data["period"]) == (key, period)
    assert [row[:2] for row in sql.rows(RUNS)] == [(key, period)]


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize("day", ["2026-10-01", "2026-10-07"])
def test_a25_a_run_before_the_first_working_day_opens_nothing_and_says_when(sql: Sql, day: str) -> None:
    summary = flow_steps.opening_step(SELF_CHECK).fn(on(day))
    assert summary.words == "2026年第三季度的“季度自查”2026-10-08开启，今日无需开启。"
    assert (summary.counts["opened"], summary.data) == (0, {"cycle": "self_check", "period": "2026Q3"})
    assert sql.rows(RUNS) == []


@pytest.mark.usefixtures("founded")
def test_a_period_asked_for_goes_before_the_newest(sql: Sql) -> None:
    flow_steps.opening_step(MONTHLY_CHECK).fn(on("2026-04-10", "2026-03"))
    assert sql.rows(RUNS) == [("monthly_check", "2026-03", True)]


def test_the_flow_of_every_cycle_that_the_calendar_opens_has_the_step_for_it_and_it_is_called_so() -> None:
    first = {cycle.name: import_module(f"flows.{cycle.key}").STEPS[0].name for cycle in PERIODIC}
    assert first == {cycle.name: f"开启{cycle.name}" for cycle in PERIODIC}


@pytest.mark.usefixtures("founded")
def test_missed_periods_are_opened_by_one_step_and_once(sql: Sql, violations: Violations) -> None:
    flow_steps.reconcile_runs.fn(on("2026-04-02"))
    missed = sql.rows(RUNS)
    flow_steps.reconcile_runs.fn(on("2026-04-02"))
    assert sql.rows(RUNS) == missed
    assert ("quarterly_meeting", "2026Q1", True) in missed
    assert violations() == []
