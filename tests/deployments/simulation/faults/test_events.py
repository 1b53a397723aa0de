"""What befalls a year from outside: the records follow it, what must be true stays true, and it can be repeated."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.digest import digest_of
from deployments.simulation.faults.events import Events
from deployments.simulation.faults.spec import read_faults
from deployments.simulation.people.deeds import Deed, Scene, do
from models.database import begin
from models.rules.workdays import days_between
from tasks.clock import business_day

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Databases, Sql

FROM, TODAY = date(2025, 3, 31), date(2025, 4, 1)  # for some days nobody worked
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


def befall(year: Year, text: str) -> Year:
    """The same year, with what the text says before it."""
    year.events = Events(year.plan, year.world, year.outside, read_faults(text, year.plan))
    return year


def live(year: Year, until: str) -> list[str]:
    """Live on; what was wrong."""
    for day in days_between(FROM, date.fromisoformat(until)):
        year.live_day(day)
    return year.watch.violations


def digest() -> str:
    with begin() as session:
        return digest_of(session)


def deeds(year: Year, day: date) -> list[Deed]:
    with begin() as session:
        return list(year.events.deeds(Scene(year.plan, day, year.reload_calendar(), session)))


def test_what_was_planned_for_a_rest_day_is_done_on_the_first_working_day_and_on_no_other(year: Year) -> None:
    befall(year, "calendar@2025-04-04,merger@2025-04-05")
    done = {day: [deed.act for deed in deeds(year, day)] for day in days_between(FROM, date(2025, 4, 30))}
    assert {day: acts for day, acts in done.items() if acts} == {
        date(2025, 4, 7): ["import_calendar", "merge_department"]  # 4 April is 清明
    }


def test_an_amended_calendar_moves_what_is_open_and_every_office_is_told_once(year: Year, sql: Sql) -> None:
    assert live(befall(year, "calendar@2025-04-01"), "2025-04-03") == []
    assert sql.column(DUE) == ["2025-04-23"]
    told = "SELECT d.code FROM notice n JOIN department d ON d.id = n.department_id WHERE n.kind = 'date_moved'"
    assert sql.column(f"{told} ORDER BY 1") == ["D001", "D002", "D003", "D004"]
    assert sql.value("SELECT count(*) FROM block WHERE act = 'import_calendar'") == 1


def test_an_amended_calendar_is_gone_by_on_the_same_day(year: Year) -> None:
    befall(year, "calendar@2025-04-01")
    live(year, "2025-04-01")
    assert not year.calendar.is_workday(date(2025, 4, 22))
    assert year.calendar.is_workday(date(2025, 4, 26))


def test_a_successor_owes_what_was_open_and_is_asked_for_every_target_from_then_on(year: Year, sql: Sql) -> None:
    assert live(befall(year, "merger@2025-04-02"), "2025-04-03") == []
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


def test_a_successor_answers_for_what_it_took_over_from_the_same_day_on(year: Year, sql: Sql) -> None:
    assert live(befall(year, "merger@2025-04-01"), "2025-04-01") == []
    held = """SELECT b.actor FROM block b WHERE b.act = 'record_meeting' AND b.request_id LIKE '%|D004|%|2025Q1|0'"""
    assert sql.column(held) == ["第3厅目标办"]


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
        (  # opened by the merger itself
            "merger@2025-04-02,drop=monthly_check@2025-04-01,drop=daily_sweep@2025-04-01,drop=daily_sweep@2025-04-02",
            4,
        ),
    ],
)
def test_a_merger_around_an_opening_leaves_no_target_unasked_and_none_asked_twice(
    year: Year, sql: Sql, events: str, departments: int
) -> None:
    assert live(befall(year, events), "2025-04-03") == []
    asked = """SELECT count(DISTINCT o.id), count(*), count(DISTINCT l.target_id) FROM obligation o
        JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 WHERE o.period = '2025-04'"""
    assert sql.rows(asked) == [(departments, 20, 20)]


def test_what_a_run_that_never_started_should_have_opened_the_sweep_opens_the_same_day(year: Year, sql: Sql) -> None:
    assert live(befall(year, "drop=monthly_check@2025-04-01,drop=quarterly_meeting@2025-04-01"), "2025-04-02") == []
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


def test_after_days_without_a_sweep_the_next_makes_up_for_them(year: Year, sql: Sql) -> None:
    days = [f"drop=daily_sweep@2025-{day}" for day in ("03-31", "04-01", "04-02", "04-03")]
    assert live(befall(year, ",".join(days)), "2025-04-08") == []
    told = "SELECT count(*) FROM notice WHERE created_on BETWEEN '2025-03-31' AND '2025-04-03' AND kind = 'reminder'"
    assert sql.value(told) == 0


def test_what_no_run_sends_waits_for_the_next_working_day(year: Year, sql: Sql) -> None:
    assert live(befall(year, "drop=deliver@2025-04-01"), "2025-04-02") == []
    assert sql.value(SENT, day="2025-04-01") == 0
    assert sql.value(SENT, day="2025-04-02") > 4
    assert sql.value("SELECT count(*) FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL") == 0


def test_a_channel_is_down_on_its_days_and_on_no_others(year: Year) -> None:
    befall(year, "outage=mail@2025-03-24..2025-03-25,outage=wecom@2025-03-25..2025-03-25")
    down = {}
    for day in days_between(date(2025, 3, 23), date(2025, 3, 26)):
        year.events.begin(day)
        down[day.day] = sorted(year.outside.down)
    assert down == {23: [], 24: ["mail"], 25: ["mail", "wecom"], 26: []}


def test_of_a_long_outage_what_is_too_old_is_given_up_with_its_reason_and_the_rest_is_sent(
    year: Year, sql: Sql
) -> None:
    assert live(befall(year, "outage=mail@2025-04-01..2025-04-10"), "2025-04-11") == []
    found = dict(sql.rows(STATES, first="2025-04-01", last="2025-04-11"))
    assert found["parked"]
    assert set(found) == {"parked", "sent"}
    assert year.outside.down == set()


EVERYTHING = (
    "calendar@2025-03-31,merger@2025-03-31,outage=mail@2025-03-31..2025-04-02,drop=daily_sweep@2025-04-01,"
    "drop=monthly_check@2025-04-01,drop=deliver@2025-04-03"
)


def test_the_same_events_lead_to_the_same_records(year: Year, databases: Databases) -> None:
    again = copy.deepcopy(year.outside), copy.deepcopy(year.watch)
    assert live(befall(year, EVERYTHING), "2025-04-08") == []
    whole = digest()
    with databases.reset("winter"):
        year.outside, year.watch = again
        year.watch.outside = year.outside
        year.outside.connect()
        assert live(befall(year, EVERYTHING), "2025-04-08") == []
        assert digest() == whole


@pytest.mark.parametrize("done", [0, 1, 2])
def test_work_on_a_day_of_events_that_was_cut_short_is_completed_by_doing_it_again(
    year: Year, databases: Databases, done: int
) -> None:
    befall(year, "calendar@2025-04-01,merger@2025-04-01")
    live(year, "2025-04-01")
    whole = digest()
    with databases.reset("winter"):
        live(year, "2025-03-31")
        for piece in year.begin_day(TODAY):
            if piece.name == "acts":
                for deed in year.world_changes(TODAY)[:done]:
                    do(deed, business_day(TODAY))
            year.run_piece(piece, TODAY)
        assert digest() == whole
