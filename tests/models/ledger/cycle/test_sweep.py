"""登记巡检: each sweep is recorded, so that a day without it is detected (6.2.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.cycle.sweep import days_without_sweep, last_swept
from models.rules.business_day import SHANGHAI

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


def last() -> datetime | None:
    with begin() as session:
        return last_swept(session)


def without(today: str) -> int:
    with begin() as session:
        return days_without_sweep(session, date.fromisoformat(today))


def test_the_sweep_of_a_day_is_on_record_once(march: Acting, sql: Sql, violations: Violations) -> None:
    for request in ("record_sweep|2026-03-05", "record_sweep|2026-03-05"):
        march.system.do("record_sweep", request)
    assert sql.column("SELECT business_date::text FROM block WHERE act = 'record_sweep'") == ["2026-03-05"]
    assert last() == datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
    assert violations() == []


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2026-03-06", 0),
        ("2026-03-08", 0),  # a Sunday
        ("2026-03-09", 1),
        ("2026-03-10", 2),
        ("2026-03-05", -1),  # the clock was set back
        ("2099-03-06", 26663),  # beyond the calendar: plain days
    ],
)
def test_the_working_days_without_a_sweep_are_counted(march: Acting, today: str, days: int) -> None:
    march.system.on("2026-03-06").do("record_sweep", "record_sweep|2026-03-06")
    assert without(today) == days


@pytest.mark.usefixtures("acting")
def test_before_the_first_sweep_they_count_from_the_founding() -> None:
    assert last() is None
    assert without("2026-01-01") == 0
    assert without("2026-01-07") == 4  # 1 to 3 January are holidays, Sunday the fourth is a make-up day


def test_only_the_sweep_itself_says_that_it_was_done(acting: Acting) -> None:
    assert "不能执行“登记巡检”" in acting.refused("record_sweep")
