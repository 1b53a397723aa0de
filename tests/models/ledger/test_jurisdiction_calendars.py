"""The calendar in force: the nation's days, overridden by the jurisdiction's own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.jurisdiction import calendar_of, forget_calendars, know_calendar
from models.rules.errors import Refused
from models.rules.kinds import DayKind
from models.rules.workdays import MarkedDay, WorkCalendar

if TYPE_CHECKING:
    from tests.conftest import Acting

HARVEST = {
    "date": "2026-04-22",
    "kind": "放假",
    "name": "三月三",
    "notice_title": "关于三月三放假的通知",
    "notice_number": "黔府办〔2026〕1号",
    "notice_date": "2026-03-01",
}


def calendar(jurisdiction: int = 2) -> WorkCalendar:
    with begin() as session:
        return calendar_of(session, jurisdiction)


@pytest.mark.usefixtures("acting")
def test_the_nations_days_hold_in_a_province() -> None:
    assert calendar().nth_after(date(2026, 3, 31), 15) == date(2026, 4, 22)
    assert calendar().announced_until == date(2026, 12, 31)


def test_a_provincial_day_off_moves_only_the_provinces_dates(acting: Acting) -> None:
    before = calendar().version
    acting.take("local_calendar", HARVEST)
    assert calendar().nth_after(date(2026, 3, 31), 15) == date(2026, 4, 23)
    assert calendar(1).nth_after(date(2026, 3, 31), 15) == date(2026, 4, 22)
    assert calendar().version != before


def test_a_local_day_of_a_later_year_does_not_make_the_nations_year_announced(acting: Acting) -> None:
    acting.take("local_calendar", HARVEST | {"date": "2027-04-09"})
    assert calendar().is_provisional(date(2027, 4, 12))


@pytest.mark.usefixtures("acting")
def test_a_transaction_caches_the_calendar_of_its_caller_until_it_is_cleared() -> None:
    read = WorkCalendar([MarkedDay(date(2026, 4, 1), DayKind.HOLIDAY, "校庆", "")], (), date(2026, 12, 31))
    with begin() as session:
        know_calendar(session, 2, read)
        assert not calendar_of(session, 2).is_workday(date(2026, 4, 1))
        forget_calendars(session)
        assert calendar_of(session, 2).is_workday(date(2026, 4, 1))


@pytest.mark.usefixtures("database")
def test_without_any_announced_day_no_date_is_computed() -> None:
    with pytest.raises(Refused, match="工作日历为空"):
        calendar()
