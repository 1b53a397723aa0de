"""How many runs a day was to have, and how many failed or did not come."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from models.database import begin
from models.ledger.day_runs import DayRuns, _planned, count_end, missing_runs, runs_of_day
from models.rules.workdays import SHANGHAI
from tests.mails import in_transaction, moment

pytestmark = pytest.mark.usefixtures("march")
WEDNESDAY, THURSDAY = date(2026, 3, 4), date(2026, 3, 5)


def ended(flow: str, *instants: str) -> None:
    with begin() as session:
        for each in instants:
            count_end(session, flow, moment(each))


def whole(day: date, *, without: tuple[str, ...] = ()) -> int:
    """Let each planned run of a day end, but for one of each flow named. Returns how many were planned."""
    with begin() as session:
        planned = _planned(session, datetime.combine(day, time(23, 59), SHANGHAI))
        for flow, number in planned.items():
            for _ in range(number - (flow in without)):
                count_end(session, flow, datetime.combine(day, time(12), SHANGHAI))
    return planned.total()


def test_before_the_first_run_nothing_is_said() -> None:
    assert in_transaction(runs_of_day, WEDNESDAY) is None
    assert in_transaction(missing_runs, moment("2026-03-05 12:00")) == 0


def test_a_day_on_which_all_came_has_no_failure() -> None:
    ended("deliver", "2026-03-03 09:00")
    planned = whole(WEDNESDAY)
    assert in_transaction(runs_of_day, WEDNESDAY) == DayRuns(planned, 0)
    assert planned == 60 + 91 + 4  # deliveries, readings, sweep, remediation, appraisal and use of results


def test_what_failed_or_did_not_come_is_counted_and_a_second_run_of_another_flow_makes_up_for_none() -> None:
    ended("deliver", "2026-03-03 09:00")
    planned = whole(WEDNESDAY, without=("deliver", "daily_sweep"))
    ended("appraisal", "2026-03-04 11:00", "2026-03-04 12:00")
    assert in_transaction(runs_of_day, WEDNESDAY) == DayRuns(planned, 2)


def test_a_day_without_any_run_has_failed_wholly() -> None:
    ended("deliver", "2026-03-03 09:00")
    runs = in_transaction(runs_of_day, WEDNESDAY)
    assert runs
    assert runs.planned == runs.failed > 100


def test_on_the_first_day_only_what_was_planned_since_the_first_run_counts() -> None:
    ended("deliver", "2026-03-04 17:45", "2026-03-04 17:51")
    assert in_transaction(runs_of_day, WEDNESDAY) == DayRuns(27, 26)  # 17:50 twice, and readings until 22:00


@pytest.mark.parametrize(("now", "missing"), [(time(8, 29), 0), (time(8, 31), 1), (time(9, 0), 3)])
def test_what_runs_once_a_day_is_missing_half_an_hour_after_its_time(now: time, missing: int) -> None:
    ended("deliver", "2026-03-03 09:00")
    ended("remediation_feedback", "2026-03-05 07:40")
    assert in_transaction(missing_runs, datetime.combine(THURSDAY, now, SHANGHAI)) == missing


def test_in_the_first_minutes_of_a_day_the_runs_of_the_day_before_count_as_ended() -> None:
    ended("deliver", "2026-03-03 09:00")
    whole(WEDNESDAY)
    assert in_transaction(missing_runs, moment("2026-03-05 00:10")) == 0
