"""Every due date is recomputed from its rule, its anchor and its calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.reminders import DeadlineCheck
from models.database import begin
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.deployments.simulation.conftest import Plant

HOLIDAY = """
INSERT INTO calendar_day (jurisdiction_id, date, kind, name, notice_title, notice_number, notice_date)
VALUES (1, '2025-04-10', 'holiday', '假设', '关于2025年放假的通知', '假设〔2025〕1号', '2025-04-01')
"""
# Planted errors, and the violation each must cause.
PLANTED = {
    "a due date moved": (
        """UPDATE deadline SET due = due + 1 WHERE rule = 'month_end' AND anchor = '2025-03-31'""",
        "期限 month_end（2025-03-31起）：记为2025-04-01，按规则应为2025-03-31。",
    ),
    "a proof says something else": (
        """UPDATE deadline SET proof = proof || '{"basis": ""}' WHERE rule = 'month_end' AND anchor = '2025-03-31'""",
        "期限 month_end（2025-03-31起）：依据与规则推算的不同。",
    ),
}


def violations(year: Year) -> list[str]:
    with begin() as session:
        return list(DeadlineCheck().check(session, year.calendar))


def test_a_sound_year_has_no_violations(year: Year) -> None:
    assert violations(year) == []


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_is_reported(year: Year, plant: Plant, what: str) -> None:
    planted, violation = PLANTED[what]
    plant(planted)
    assert violation in violations(year)


def test_the_proofs_of_a_city_have_its_own_word(year: Year, plant: Plant) -> None:
    plant("UPDATE jurisdiction SET organ_word = '市直' WHERE go_live IS NOT NULL")
    assert {violation.partition("：")[2] for violation in violations(year)} == {"依据与规则推算的不同。"}
    plant("UPDATE deadline SET proof = CAST(replace(CAST(proof AS text), '省直', '市直') AS jsonb)")
    assert violations(year) == []


def test_a_due_date_with_an_unknown_calendar_is_reported(year: Year, plant: Plant) -> None:
    plant("UPDATE deadline SET calendar = 'abc' WHERE anchor = '2025-01-31'")
    assert violations(year) == ["期限 month_end（2025-01-31起）：所依据的日历（abc）不曾有过。"]


def test_a_closed_duty_is_checked_once_and_at_the_end(year: Year, plant: Plant) -> None:
    deadline_check = DeadlineCheck()
    with begin() as session:
        assert list(deadline_check.check(session, year.calendar)) == []
    plant("UPDATE deadline SET due = due + 1 WHERE anchor = '2025-01-31'")
    with begin() as session:
        assert list(deadline_check.check(session, year.calendar)) == []
        assert len(list(deadline_check.check(session, year.calendar, everything=True))) == 1


def test_a_due_date_that_becomes_a_holiday_is_reported(year: Year, plant: Plant) -> None:
    plant(HOLIDAY.replace("2025-04-10", "2025-02-28"))
    year.watch.at_night(date(2025, 3, 20), year.reload_calendar())
    assert year.watch.violations == ["2025-03-20 期限 month_end（2025-02-28起）：日历已变，在办事项仍为2025-02-28。"]


def test_a_calendar_change_without_recomputed_due_dates_is_reported(year: Year, plant: Plant) -> None:
    for day in days_between(date(2025, 3, 21), date(2025, 4, 1)):
        year.live_day(day)
    plant(HOLIDAY)
    year.watch.at_night(date(2025, 4, 1), year.reload_calendar())
    assert year.watch.violations == [
        "2025-04-01 期限 opinion_quarter_10（2025-03-31起）：日历已变，在办事项仍为2025-04-15。",
        "2025-04-01 期限 opinion_limit（2025-04-10起）：日历已变，在办事项仍为2025-04-10。",
        "2025-04-01 期限 quarter_end_15（2025-03-31起）：日历已变，在办事项仍为2025-04-22。",
        "2025-04-01 期限 quarter_end_10（2025-03-31起）：日历已变，在办事项仍为2025-04-15。",
        "2025-04-01 期限 plan_owed（2025-03-31起）：日历已变，在办事项仍为2025-04-15。",
    ]
