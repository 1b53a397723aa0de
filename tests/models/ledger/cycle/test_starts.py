"""A cycle that a later version brings: what began before its first run in this installation stays closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

OPENED = "SELECT period FROM cycle_run WHERE cycle = :cycle ORDER BY period"
STARTS = "SELECT cycle, first_run::text FROM cycle_start ORDER BY cycle"
MEETING = "quarterly_meeting"


@pytest.fixture
def upgraded(march: Acting) -> Acting:
    """Swept until 20 April by a version that knew the monthly check alone; today is 21 April."""
    march.on("2026-04-01").open("monthly_check", "2026-04")
    march.on("2026-04-20").system.do("record_sweep", "record_sweep|2026-04-20")
    return march.on("2026-04-21")


def test_the_first_sweep_after_an_upgrade_opens_no_past_period_of_a_new_cycle(
    upgraded: Acting, sql: Sql, violations: Violations
) -> None:
    upgraded.system.do("reconcile")
    assert sql.column(OPENED, cycle=MEETING) == []
    assert sql.column("SELECT DISTINCT kind FROM obligation") == ["monthly_check"]
    assert (MEETING, "2026-04-21") in sql.rows(STARTS)
    assert violations() == []


def test_the_periods_that_begin_after_its_first_run_open(upgraded: Acting, sql: Sql) -> None:
    upgraded.system.do("reconcile")
    upgraded.on("2026-07-01").system.do("reconcile")
    assert sql.column(OPENED, cycle=MEETING) == []  # the second quarter began on 1 April
    upgraded.on("2026-10-01").system.do("reconcile")
    assert sql.column(OPENED, cycle=MEETING) == ["2026Q3"]
    assert {first_run for _, first_run in sql.rows(STARTS)} == {"2026-04-21"}


def test_a_cycle_that_ran_here_before_opens_what_was_missed(upgraded: Acting, sql: Sql) -> None:
    upgraded.on("2026-06-02").system.do("reconcile")
    assert sql.column(OPENED, cycle="monthly_check") == [
        "2026-01",
        "2026-02",
        "2026-03",
        "2026-04",
        "2026-05",
        "2026-06",
    ]


def test_a_scheduled_run_says_why_it_opens_nothing(upgraded: Acting, sql: Sql) -> None:
    summary = upgraded.open(MEETING, "2026Q1")
    why = "“季度分析会”是新版本增加的周期，只开启2026-04-22起开始的期间，2026年第一季度不开启。"
    assert (summary.counts["opened"], summary.words) == (0, why)
    assert sql.column(OPENED, cycle=MEETING) == []


def test_asked_for_by_hand_it_opens_with_a_reason_while_its_due_day_is_ahead(upgraded: Acting, sql: Sql) -> None:
    asked = {"cycle": MEETING, "period": "2026Q1"}
    assert "是新版本增加的周期" in upgraded.refused("open_cycle", **asked)
    upgraded.do("open_cycle", **asked, before_go_live="是", reason="补上第一季度")
    assert sql.column(OPENED, cycle=MEETING) == ["2026Q1"]


def test_a_cycle_paused_since_go_live_is_not_new(march: Acting, sql: Sql) -> None:
    march.on("2026-03-05").do("pause_cycle", cycle=MEETING, reason="试运行")
    march.on("2026-04-20").system.do("record_sweep", "record_sweep|2026-04-20")
    march.on("2026-04-21").do("resume_cycle", cycle=MEETING, reason="正式运行")
    assert MEETING not in dict(sql.rows(STARTS))


def test_an_installation_that_opened_nothing_yet_knows_every_cycle(acting: Acting, sql: Sql) -> None:
    acting.on("2026-04-20").system.do("record_sweep", "record_sweep|2026-04-20")
    acting.on("2026-04-21").system.do("reconcile")
    assert sql.rows(STARTS) == []
