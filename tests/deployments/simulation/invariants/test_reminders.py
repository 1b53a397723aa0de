"""Every overdue duty has its reminders and its 催办 tasks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.reminders import check_reminders
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.deployments.simulation.conftest import Plant

TODAY = date(2025, 3, 20)
# Planted errors, and the violation each must cause.
PLANTED = {
    "an overdue duty was not reminded": (
        """DELETE FROM notice WHERE obligation_id = SILENT AND audience = 'head' AND kind = 'overdue'""",
        "monthly_check|2025-02|D004||0：缺少T+3的提醒（head）。",
    ),
    "an overdue duty is not chased": (
        """DELETE FROM urging WHERE obligation_id = SILENT AND step > 1""",
        "monthly_check|2025-02|D004||0：应有3步催办，实有1步。",
    ),
}


def violations(year: Year, day: date = TODAY) -> list[str]:
    with begin() as session:
        return list(check_reminders(session, day, year.calendar))


def test_a_sound_year_has_no_violations(year: Year) -> None:
    assert violations(year) == []


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_is_reported(year: Year, plant: Plant, what: str) -> None:
    planted, violation = PLANTED[what]
    plant(planted)
    assert violation in violations(year)


def test_no_urging_is_expected_on_a_day_of_rest(year: Year, plant: Plant) -> None:
    plant(PLANTED["an overdue duty is not chased"][0])
    assert not [violation for violation in violations(year, date(2025, 3, 22)) if "催办" in violation]


def test_without_open_duties_there_is_no_violation(year: Year, plant: Plant) -> None:
    plant("UPDATE obligation SET state = 'waived'")
    assert violations(year) == []
