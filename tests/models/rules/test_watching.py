"""The watcher's rules: dead runs, missing runs that are started, schedules that are put back, a pool without room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.watching import (
    AGAIN,
    ALIVE,
    HEARTBEAT,
    SILENCE,
    STARTS,
    FlowRun,
    FoundSchedule,
    Missing,
    PlannedSchedule,
    Repair,
    pool_troubles,
    repairs,
    runs_to_start,
    silent_runs,
    was_refused,
)

NOW = datetime(2026, 4, 1, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONG_AGO = NOW - timedelta(days=1)
STATES = ("SCHEDULED", "PENDING", "RUNNING", "CANCELLING", "PAUSED", "COMPLETED", "FAILED", "CRASHED", "CANCELLED")
ZONE = "Asia/Shanghai"


def run(state: str = "RUNNING", since: float = 0, heard: float | None = None, **more: str) -> FlowRun:
    """A run whose state began some minutes ago, and the minutes since it was heard."""
    begun = NOW - since * MINUTE
    newest = begun if heard is None else NOW - heard * MINUTE
    named = {"id": "r", "flow": "deliver", "group": "main"} | more
    return FlowRun(**named, state=state, since=begun, heard=newest, planned=begun)


def lacks(
    cell: str = "gz", flow: str = "deliver", group: str = "main", period: str = "", begun: float | None = None
) -> Missing:
    return Missing(cell, group, flow, period, date(2026, 4, 1), None if begun is None else NOW - begun * MINUTE)


# Dead runs


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("heard", "is_long"), [(14.9, False), (15.1, True), (600, True)])
def test_a_run_is_dead_if_it_is_alive_by_its_state_and_long_silent(state: str, heard: float, *, is_long: bool) -> None:
    found = silent_runs([run(state, 600, heard)], NOW, LONG_AGO)
    assert bool(found) is (is_long and state in ALIVE)


@given(st.sampled_from(STATES), st.floats(0, 60), st.floats(0, 60), st.floats(0, 60))
def test_no_run_is_dead_that_was_heard_within_the_limit_or_could_not_be_heard(
    state: str, since: float, heard: float, answering: float
) -> None:
    found = silent_runs([run(state, since, heard)], NOW, NOW - answering * MINUTE)
    limit = SILENCE / MINUTE
    assert bool(found) is (
        state in ALIVE and min(since, heard) > limit and answering - 2 * (HEARTBEAT / MINUTE) > limit
    )


# Missing runs


def test_what_is_missing_is_started_once_for_a_flow_and_a_group() -> None:
    missing = [
        lacks("gz"),
        lacks("gz-zunyi"),
        lacks("far", group="north"),
        lacks("gz", "monthly_check", period="2026-03"),
    ]
    starts, given_up = runs_to_start(missing, [], NOW)
    assert [(each.flow, each.group, each.period, each.cells) for each in starts] == [
        ("deliver", "main", "", ("gz", "gz-zunyi")),
        ("deliver", "north", "", ("far",)),
        ("monthly_check", "main", "2026-03", ("gz",)),
    ]
    assert given_up == []


@pytest.mark.parametrize(("state", "since", "is_started"), [
    ("PENDING", 1, False), ("RUNNING", 1, False), ("CANCELLING", 1, False), ("PAUSED", 1, False),
    ("SCHEDULED", 1, False), ("SCHEDULED", -5, True), ("COMPLETED", 1, True), ("CRASHED", 1, True),
])  # fmt: skip
def test_nothing_is_started_while_a_run_is_unfinished(state: str, since: float, *, is_started: bool) -> None:
    starts, _ = runs_to_start([lacks()], [run(state, since)], NOW)
    assert bool(starts) is is_started
    other = [run(state, since, group="north"), run(state, since, flow="receive")]
    assert runs_to_start([lacks()], other, NOW)[0] != []


def test_a_run_of_one_cell_alone_stops_no_group() -> None:
    assert runs_to_start([lacks()], [run(group="")], NOW)[0] != []


@given(st.lists(st.integers(1, 30), min_size=1, max_size=60))
def test_the_same_work_is_started_at_most_three_times_and_never_within_fifteen_minutes(steps: list[int]) -> None:
    """It is looked after these minutes, and each run that is started crashes at once."""
    now, runs, last = NOW, list[FlowRun](), LONG_AGO
    for step in steps:
        now += step * MINUTE
        starts, given_up = runs_to_start([lacks()], runs, now)
        for each in starts:
            assert now - last >= AGAIN
            last = now
            runs.append(FlowRun("r", each.flow, each.group, "CRASHED", now, now, now, each.key))
        assert len(starts) + len(given_up) <= 1
        assert not (given_up and len(runs) < STARTS)
    assert len({each.key for each in runs}) == len(runs) <= STARTS


def test_after_progress_it_is_started_again() -> None:
    first = [lacks("gz"), lacks("gz-zunyi")]
    runs: list[FlowRun] = []
    for number in range(STARTS):
        (start,), _ = runs_to_start(first, runs, NOW + number * AGAIN)
        runs.append(replace(run("FAILED", -15 * number), key=start.key))
    later = NOW + STARTS * AGAIN
    assert [len(each) for each in runs_to_start(first, runs, later)] == [0, 1]
    assert [len(each) for each in runs_to_start(first[:1], runs, later)] == [1, 0]


@pytest.mark.parametrize(("state", "since", "begun", "is_late"), [
    ("COMPLETED", 5, 6, True), ("FAILED", 5, 6, True), ("CRASHED", 5, 6, False), ("FAILED", 7, 6, False),
    ("FAILED", 5, None, False),
])  # fmt: skip
def test_what_a_cell_refused_is_late_and_not_started(
    state: str, since: float, begun: float | None, *, is_late: bool
) -> None:
    missing, runs = lacks(begun=begun), [run(state, since)]
    assert was_refused(missing, runs) is is_late
    assert bool(runs_to_start([missing], runs, NOW)[0]) is not is_late


# Schedules

PLAN = PlannedSchedule("deliver", "deliver-main", "*/10 8-17 * * *", "main")
FOUND = FoundSchedule("deliver", "deliver-main", PLAN.cron, "main", ZONE, active=True, id="s")


@pytest.mark.parametrize(("found", "repaired"), [
    ([FOUND], []),
    ([], [Repair(PLAN, "缺少")]),
    ([replace(FOUND, active=False)], [Repair(PLAN, "被暂停", "s")]),
    ([replace(FOUND, active=False, group="")], [Repair(PLAN, "被暂停", "s")]),
    ([replace(FOUND, cron="0 0 * * *")], [Repair(PLAN, "被改动", "s")]),
    ([replace(FOUND, group="north")], [Repair(PLAN, "被改动", "s")]),
    ([replace(FOUND, zone="UTC")], [Repair(PLAN, "被改动", "s")]),
    ([replace(FOUND, flow="receive")], [Repair(PLAN, "缺少")]),
    ([FOUND, replace(FOUND, slug="of-another", id="t")], []),
])  # fmt: skip
def test_a_schedule_that_was_deleted_changed_or_paused_is_put_back(
    found: list[FoundSchedule], repaired: list[Repair]
) -> None:
    assert list(repairs([PLAN], found, ZONE)) == repaired


# The pool


@pytest.mark.parametrize(("places", "waits", "is_full"), [
    (1, 15, True), (1, 14, False), (2, 15, False), (None, 15, False),
])  # fmt: skip
def test_a_pool_is_full_if_a_run_waits_for_fifteen_minutes(places: int | None, waits: float, *, is_full: bool) -> None:
    runs = [run("RUNNING", 20), run("SCHEDULED", waits)]
    assert ("pool" in pool_troubles(places, runs, [NOW], NOW)) is is_full


@pytest.mark.parametrize(("heard", "is_away"), [
    ([], True), ([None], True), ([2.1], True), ([1.9], False), ([None, 60, 1], False),
])  # fmt: skip
def test_a_pool_needs_a_worker_that_was_heard_within_two_minutes(heard: list[float | None], *, is_away: bool) -> None:
    times = [None if each is None else NOW - each * MINUTE for each in heard]
    assert ("worker" in pool_troubles(4, [], times, NOW)) is is_away
