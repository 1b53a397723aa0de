"""When the schedules let runs begin: the same times as those of Prefect's own reader of crons."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from prefect._vendor import croniter

from models.rules.cycles import DELIVER, IN_YEAR, RECEIVE
from models.rules.planned_runs import runs_on

FIRST = date(2026, 1, 1)


def test_what_runs_every_ten_minutes_of_the_office_day() -> None:
    times = runs_on(DELIVER.crons, date(2026, 3, 5))
    assert (len(times), times[0], times[1], times[-1]) == (60, time(8, 0), time(8, 10), time(17, 50))
    assert runs_on(RECEIVE.crons, date(2026, 3, 5))[-1] == time(22, 0)


@pytest.mark.parametrize("cron", sorted({cron for flow in IN_YEAR for cron in flow.crons}))
def test_each_schedule_of_a_year_is_read_as_prefect_reads_it(cron: str) -> None:
    made: Any = getattr(croniter, "croniter")  # noqa: B009 - it is not exported for the type checker
    reader = made(cron, datetime.combine(FIRST, time()) - timedelta(seconds=1))
    theirs: list[datetime] = []
    while (found := reader.get_next(datetime)).year == FIRST.year:
        theirs.append(found)
    days = (FIRST + timedelta(days=number) for number in range(365))
    assert [datetime.combine(day, each) for day in days for each in runs_on([cron], day)] == theirs
