"""An amended calendar moves the next quarterly meetings, weeks ahead, and is a sheet that the import accepts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.faults.amendment import Amendment, amend, write_amendment
from deployments.simulation.plan import Plan
from models.intake.calendar import read_calendar
from models.intake.shipped import expected_breaks, shipped_calendar
from models.rules.cycles import QUARTERLY_MEETING
from models.rules.holiday_notice import AnnouncedDay, misplaced
from models.rules.kinds import DayKind
from models.rules.workdays import MarkedDay, WorkCalendar

if TYPE_CHECKING:
    from pathlib import Path

CALENDAR = shipped_calendar()
QUARTERS = [period for year in (2025, 2026) for period in QUARTERLY_MEETING.periods(year)]


@pytest.mark.parametrize(
    ("day", "off", "made_up"),
    [
        ("2025-01-01", "2025-04-22", "2025-04-26"),  # the meetings of January 2025 are not owed
        ("2025-04-02", "2025-04-22", "2025-04-26"),
        ("2025-04-03", "2025-07-21", "2025-07-26"),
        ("2025-10-08", "2025-10-28", "2025-11-01"),
        ("2025-10-09", "2026-01-22", "2026-01-24"),
        ("2026-01-31", "2026-04-22", "2026-04-25"),
    ],
)
def test_the_next_meetings_with_twenty_days_left_lose_their_due_day(day: str, off: str, made_up: str) -> None:
    change = amend(CALENDAR, Plan(2025), date.fromisoformat(day))
    assert change == Amendment(date.fromisoformat(off), date.fromisoformat(made_up))


@pytest.mark.parametrize("year", range(2014, 2030))
def test_in_every_year_it_exchanges_a_working_day_for_a_rest_day_of_no_holiday(year: int) -> None:
    plan = Plan(year)
    marked = {each.date for each in CALENDAR.marked_days() if each.kind is DayKind.HOLIDAY}
    for day in plan.days[::6]:
        change = amend(CALENDAR, plan, day)
        assert CALENDAR.is_workday(change.off)
        assert change.off >= day + timedelta(days=20)
        assert not CALENDAR.is_workday(change.made_up)
        assert change.made_up not in marked
        assert change.off < change.made_up


def test_it_is_a_sheet_of_one_notice_about_that_year(tmp_path: Path) -> None:
    amendment = Amendment(date(2026, 1, 22), date(2026, 1, 24))
    sheet = read_calendar(write_amendment(tmp_path / "calendar.csv", amendment, date(2025, 12, 1)))
    rows = [located.row for located in sheet.rows]
    assert (sheet.complaints, [(row.date, row.kind) for row in rows]) == ((), list(amendment.days))
    assert {(row.notice_number, row.notice_date) for row in rows} == {("推演〔2025〕1号", date(2025, 12, 1))}
    assert [misplaced(AnnouncedDay(row.date, row.kind, row.notice_title)) for row in rows] == ["", ""]


@pytest.mark.parametrize(
    ("day", "was", "due"),
    [
        ("2025-03-03", "2025-04-22", "2025-04-23"),
        ("2026-12-01", "2027-01-22", "2027-01-23"),  # a Friday: the Saturday is made up for it
    ],
)
def test_the_meetings_are_due_on_the_next_working_day(day: str, was: str, due: str) -> None:
    change = amend(CALENDAR, Plan(int(day[:4])), date.fromisoformat(day))
    assert change.off == date.fromisoformat(was)
    marked = [MarkedDay(on, kind, "临时", "号") for on, kind in change.days]
    amended = WorkCalendar([*CALENDAR.announced_days(), *marked], expected_breaks(), CALENDAR.announced_until)
    moved = [period for period in QUARTERS if QUARTERLY_MEETING.deadline(period, CALENDAR).due == change.off]
    assert [QUARTERLY_MEETING.deadline(period, amended).due for period in moved] == [date.fromisoformat(due)]
