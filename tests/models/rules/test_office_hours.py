"""Office hours: only the time from 8:30 to 17:30 of working days counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.intake.shipped import shipped_calendar
from models.rules.office_hours import working_time
from tests.mails import moment


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-03-05 09:00", "2026-03-05 11:30", 2.5),
        ("2026-03-05 07:00", "2026-03-05 09:00", 0.5),
        ("2026-03-05 16:30", "2026-03-06 09:30", 2),
        ("2026-03-06 16:30", "2026-03-09 08:40", 1 + 1 / 6),
        ("2026-03-07 09:00", "2026-03-08 17:00", 0),
        ("2026-03-05 18:00", "2026-03-05 23:00", 0),
        ("2026-03-05 11:00", "2026-03-05 10:00", 0),
        ("2026-10-01 09:00", "2026-10-08 09:30", 1),
    ],
)
def test_the_hours_of_working_days_count(since: str, until: str, hours: float) -> None:
    assert working_time(moment(since), moment(until), shipped_calendar()) == timedelta(hours=hours)
