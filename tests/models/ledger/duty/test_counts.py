"""The counts of one period of a cycle."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.duty.counts import ObligationCounts, count_obligations

if TYPE_CHECKING:
    from tests.conftest import Acting


def test_a_period_counts_all_open_and_late_obligations(march: Acting) -> None:
    march.report("D002", "2026-03", "T003")
    with begin() as session:
        days = date(2026, 3, 31), date(2026, 4, 1)
        now = [count_obligations(session, day, kind="monthly_check", period="2026-03") for day in days]
    assert now == [ObligationCounts(all=2, open=1, late=0), ObligationCounts(all=2, open=1, late=1)]


def test_a_period_that_was_not_opened_counts_nothing(march: Acting) -> None:
    with begin() as session:
        counts = count_obligations(session, march.day, kind="monthly_check", period="2026-02")
    assert counts == ObligationCounts(all=0, open=0, late=0)
