"""External events in a year: the records follow them, no check fails, and a repetition gives the same records."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.faults.events import Amendment, Events, amend, write_amendment
from deployments.simulation.faults.spec import read_faults
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.plan import Plan
from models.database import begin
from models.intake.calendar import read_calendar
from models.intake.shipped import expected_breaks, shipped_calendar
from models.rules.cycles import QUARTERLY_MEETING
from models.rules.holiday_notice import AnnouncedDay, misplaced
from models.rules.kinds import DayKind
from models.rules.workdays import MarkedDay, WorkCalendar, days_between
from tasks.clock import business_day
from tests.deployments.simulation.conftest import digest

if TYPE_CHECKING:
    from pathlib import Path

    from deployments.simulation.year import Year
    from tests.conftest import Databases, Sql


FROM, TODAY = date(2025, 3, 31), date(2025, 4, 1)  # the days since 20 March are skipped
DUE = """
SELECT DISTINCT x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'quarterly_meeting'
"""
OWED = """
SELECT d.code || ' ' || o.period || ' ' || w.code FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN department w ON w.id = o.owed_by WHERE o.kind = 'monthly_check' AND o.state = 'open' AND d.code > 'D002'
ORDER BY d.code, o.period
"""
LINES = """
SELECT d.code || ' ' || o.period, count(*) FROM report_line l JOIN obligation o ON o.id = l.obligation_id
    JOIN department d ON d.id = o.department_id WHERE l.version = 0 AND o.period >= '2025-04' AND d.code > 'D002'
GROUP BY 1 ORDER BY 1
"""
STATES = """
SELECT m.state, bool_and(m.reason <> '') FROM message m JOIN recipient r ON r.id = m.recipient_id
WHERE r.channel = 'mail' AND m.business_date BETWEEN :first AND :last GROUP BY m.state ORDER BY m.state
"""
SENT = "SELECT count(*) FROM message WHERE business_date = :day"


def with_events(year: Year, text: str) -> Year:
    """Returns the same year, with the events parsed from the text."""
    year.events = Events(year.plan, year.world, year.outside, read_faults(text, year.plan))
    return year


def live(year: Year, until: str) -> list[str]:
    """Run the days up to this one; returns the violations."""
    for day in days_between(FROM, date.fromisoformat(until)):
        year.live_day(day)
    return year.watch.violations


def steps(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        return list(year.events.steps(Scene(year.plan, day, year.reload_calendar(), session)))


def test_an_event_on_a_rest_day_is_done_on_the_first_working_day_only(year: Year) -> None:
    with_events(year, "calendar@2025-04-04,merger@2025-04-05")
    done = {day: [step.act.name for step in steps(year, day)] for day in days_between(FROM, date(2025, 4, 30))}
    assert {day: acts for day, acts in done.items() if acts} == {
        date(2025, 4, 7): ["import_calendar", "merge_department"]  # 4 April is 清明
    }


def test_an_amended_calendar_moves_open_duties_and_notifies_every_office_once(year: Year, sql: Sql) -> None:
    assert live(with_events(year, "calendar@2025-04-01"), "2025-04-03") == []
    assert sql.column(DUE) == ["2025-04-23"]
    notified = "SELECT d.code FROM notice n JOIN department d ON d.id = n.department_id WHERE n.kind = 'date_moved'"
    assert sql.column(f"{notified} ORDER BY 1") == ["D001", "D002", "D003", "D004"]
    assert sql.value("SELECT count(*) FROM block WHERE act = 'import_calendar'") == 1


def test_an_amended_calendar_applies_on_the_same_day(year: Year) -> None:
    with_events(year, "calendar@2025-04-01")
    live(year, "2025-04-01")
    assert not year.calendar.is_workday(date(2025, 4, 22))
    assert year.calendar.is_workday(date(2025, 4, 26))


def test_a_successor_owes_open_duties_and_reports_every_target_from_then_on(year: Year, sql: Sql) -> None:
    assert live(with_events(year, "merger@2025-04-02"), "2025-04-03") == []
    year.live_day(date(2025, 5, 1))
    assert year.watch.violations == []
    assert sql.column(OWED) == [
        "D003 2025-04 D003",
        "D003 2025-05 D003",
        "D004 2025-02 D003",
        "D004 2025-04 D003",
    ]
    assert sql.rows(LINES) == [
        ("D003 2025-04", 5),
        ("D003 2025-05", 10),
        ("D003 2025Q1", 5),
        ("D004 2025-04", 5),
        ("D004 2025Q1", 5),
    ]


def test_a_department_that_is_founded_owes_from_then_on_what_needs_no_target(year: Year, sql: Sql) -> None:
    assert live(with_events(year, "founding@2025-03-31"), "2025-04-01") == []
    owed = "SELECT o.kind FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'FOUNDED'"
    assert sql.column(owed) == ["quarterly_meeting"]
    assert sql.value("SELECT valid_from::text FROM department WHERE code = 'FOUNDED'") == "2025-03-31"


def test_a_successor_answers_for_inherited_duties_from_the_same_day_on(year: Year, sql: Sql) -> None:
    assert live(with_events(year, "merger@2025-04-01"), "2025-04-01") == []
    actors = """SELECT b.actor FROM block b WHERE b.act = 'record_meeting' AND b.request_id LIKE '%|D004|%|2025Q1|0'"""
    assert sql.column(actors) == ["第3厅目标办"]


@pytest.mark.parametrize(
    ("events", "departments"),
    [
        ("merger@2025-04-01", 4),  # opened at half past seven, merged at half past ten
        ("merger@2025-04-01,drop=monthly_check@2025-04-01", 4),  # opened at eight
        ("merger@2025-04-01,drop=monthly_check@2025-04-01,drop=daily_sweep@2025-04-01", 4),  # by the merger itself
        (  # opened the next day
            "merger@2025-04-01,drop=monthly_check@2025-04-01,drop=self_check@2025-04-01,drop=daily_sweep@2025-04-01",
            3,
        ),
        ("merger@2025-04-02,drop=monthly_check@2025-04-01,drop=daily_sweep@2025-04-01", 4),  # so too, by both
        (  # opened by the merger
            "merger@2025-04-02,drop=monthly_check@2025-04-01,drop=daily_sweep@2025-04-01,drop=daily_sweep@2025-04-02",
            4,
        ),
    ],
)
def test_a_merger_near_an_opening_gives_every_target_one_report_line(
    year: Year, sql: Sql, events: str, departments: int
) -> None:
    assert live(with_events(year, events), "2025-04-03") == []
    asked = """SELECT count(DISTINCT o.id), count(*), count(DISTINCT l.target_id) FROM obligation o
        JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 WHERE o.period = '2025-04'"""
    assert sql.rows(asked) == [(departments, 20, 20)]


def test_the_sweep_opens_the_periods_of_a_dropped_run_on_the_same_day(year: Year, sql: Sql) -> None:
    assert (
        live(with_events(year, "drop=monthly_check@2025-04-01,drop=quarterly_meeting@2025-04-01"), "2025-04-02") == []
    )
    opened = "SELECT cycle, to_char(opened_at, 'HH24:MI') FROM cycle_run WHERE opens_on = '2025-04-01' ORDER BY cycle"
    assert sql.rows(opened) == [
        ("cloud_monitoring", "07:30"),
        ("covert_visit", "07:30"),
        ("field_inspection", "07:30"),
        ("monthly_check", "08:00"),
        ("public_opinion", "07:30"),
        ("quarterly_meeting", "08:00"),
        ("self_check", "07:30"),
    ]


def test_the_next_sweep_makes_up_for_dropped_ones(year: Year, sql: Sql) -> None:
    days = [f"drop=daily_sweep@2025-{day}" for day in ("03-31", "04-01", "04-02", "04-03")]
    assert live(with_events(year, ",".join(days)), "2025-04-08") == []
    reminders = (
        "SELECT count(*) FROM notice WHERE created_on BETWEEN '2025-03-31' AND '2025-04-03' AND kind = 'reminder'"
    )
    assert sql.value(reminders) == 0


def test_messages_without_a_run_wait_for_the_next_working_day(year: Year, sql: Sql) -> None:
    assert live(with_events(year, "drop=deliver@2025-04-01"), "2025-04-02") == []
    assert sql.value(SENT, day="2025-04-01") == 0
    assert sql.value(SENT, day="2025-04-02") > 4
    assert sql.value("SELECT count(*) FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL") == 0


def test_a_channel_is_down_on_its_days_and_on_no_others(year: Year) -> None:
    with_events(year, "outage=mail@2025-03-24..2025-03-25,outage=wecom@2025-03-25..2025-03-25")
    down = {}
    for day in days_between(date(2025, 3, 23), date(2025, 3, 26)):
        year.events.begin(day)
        down[day.day] = sorted(year.outside.down)
    assert down == {23: [], 24: ["mail"], 25: ["mail", "wecom"], 26: []}


def test_after_a_long_outage_old_messages_are_parked_with_a_reason_and_the_rest_is_sent(year: Year, sql: Sql) -> None:
    assert live(with_events(year, "outage=mail@2025-04-01..2025-04-10"), "2025-04-11") == []
    found = dict(sql.rows(STATES, first="2025-04-01", last="2025-04-11"))
    assert found["parked"]
    assert set(found) == {"dropped", "parked", "sent"}  # dropped: told by phone meanwhile
    assert year.outside.down == set()


EVERYTHING = (
    "calendar@2025-03-31,merger@2025-03-31,outage=mail@2025-03-31..2025-04-02,drop=daily_sweep@2025-04-01,"
    "drop=monthly_check@2025-04-01,drop=deliver@2025-04-03"
)


def test_the_same_events_lead_to_the_same_records(year: Year, databases: Databases) -> None:
    again = copy.deepcopy(year.outside), copy.deepcopy(year.watch)
    assert live(with_events(year, EVERYTHING), "2025-04-08") == []
    whole = digest()
    with databases.reset("winter"):
        year.outside, year.watch = again
        year.watch.outside = year.outside
        year.outside.connect()
        assert live(with_events(year, EVERYTHING), "2025-04-08") == []
        assert digest() == whole


@pytest.mark.parametrize("done", [0, 1, 2])
def test_an_interrupted_day_of_events_is_completed_by_running_it_again(
    year: Year, databases: Databases, done: int
) -> None:
    with_events(year, "calendar@2025-04-01,merger@2025-04-01")
    live(year, "2025-04-01")
    whole = digest()
    with databases.reset("winter"):
        live(year, "2025-03-31")
        for piece in year.begin_day(TODAY):
            if piece.name == "acts":
                for step in year.world_changes(TODAY)[:done]:
                    carry_out(step, business_day(TODAY))
            year.run_piece(piece, TODAY)
        assert digest() == whole


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
