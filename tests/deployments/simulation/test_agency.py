"""The agency sends wrong reports back, chases the overdue, rechecks the filings and holds the next year back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.agency import oversight
from deployments.simulation.deeds import Scene
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.deeds import Deed
    from deployments.simulation.year import Year
    from tests.conftest import Sql
    from tests.deployments.simulation.conftest import Plant


def deeds(year: Year, day: date) -> list[Deed]:
    with begin() as session:
        return list(oversight(Scene(year.plan, day, year.calendar, session)))


@pytest.mark.usefixtures("year")
def test_a_wrong_report_is_sent_back_within_some_days(sql: Sql) -> None:
    sent_back = sql.rows("SELECT request_id, role FROM block WHERE act = 'return_report'")
    assert sent_back == [("return_report|D004|2025-01", "agency")]


def test_the_overdue_are_called_and_what_came_of_it_is_written_down(year: Year, sql: Sql, plant: Plant) -> None:
    handled = sql.rows("SELECT step, state FROM urging u WHERE obligation_id = 8 ORDER BY step")
    assert [step for step, _ in handled] == [1, 2, 3]
    assert {state for _, state in handled} == {"done", "proposed"}  # some are left until the duty is done
    plant("UPDATE urging SET state = 'proposed' WHERE obligation_id = 8")
    again = [deed for day in range(21, 29) for deed in deeds(year, date(2025, 3, day))]
    assert {deed.act for deed in again} == {"register_urging"}


def test_on_the_last_working_day_the_next_year_is_held_back(year: Year) -> None:
    held = deeds(year, date(2025, 12, 31))
    assert [(deed.act, deed.said["cycle"], deed.said["from"]) for deed in held] == [
        ("pause_cycle", "monthly_check", date(2026, 1, 1))
    ]
    assert [deed for deed in deeds(year, date(2025, 12, 30)) if deed.act == "pause_cycle"] == []


def test_by_the_end_of_january_every_filing_is_rechecked(year: Year, plant: Plant) -> None:
    plant(
        """INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause,
        deadline_id, due_version, state, opened_on, opened_late)
        SELECT jurisdiction_id, 'year_end_reverification', '2025', department_id, '', 0, owed_by, clause, deadline_id,
        1, 'open', '2026-01-11', false FROM obligation WHERE period = '2025-01'"""
    )
    assert deeds(year, date(2026, 1, 9)) == []
    assert [deed.act for deed in deeds(year, date(2026, 1, 26))] == ["record_reverification"] * 4
