"""The periods without a run, named without opening them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.cycle.forecast import missed_runs, newest_periods

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def missed(today: str) -> list[str]:
    with begin() as session:
        return [f"{cycle.key} {period}" for cycle, period in missed_runs(session, date.fromisoformat(today))]


def test_what_is_missed_is_what_the_reconciliation_opens(acting: Acting, sql: Sql) -> None:
    named = missed("2026-04-01")
    assert sql.value("SELECT count(*) FROM cycle_run") == 0
    acting.on("2026-04-01").system.do("reconcile")
    assert sorted(named) == sorted(sql.column("SELECT concat_ws(' ', cycle, period) FROM cycle_run"))
    assert "monthly_check 2026-04" in named
    assert missed("2026-04-01") == []


def test_what_a_pause_keeps_closed_is_not_missed(acting: Acting) -> None:
    acting.on("2026-01-01").do("pause_cycle", cycle="monthly_check", reason="机构改革")
    assert not [each for each in missed("2026-03-05") if each.startswith("monthly_check")]


@pytest.mark.usefixtures("march")
def test_the_newest_period_of_each_opened_cycle(march: Acting) -> None:
    march.on("2026-04-01").open("monthly_check", "2026-04")
    with begin() as session:
        assert newest_periods(session) == {"monthly_check": "2026-04"}
