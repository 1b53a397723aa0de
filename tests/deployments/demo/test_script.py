"""The script of the demonstration: the days that it leaves out hold nothing that it shows."""

from datetime import date

import pytest

from deployments.demo.offices import STRANGE_DAY
from deployments.demo.opening import FIRST_DAY, open_demo
from deployments.demo.script import (
    CHAPTERS,
    INSPECTORS,
    LAST_DAY,
    LEFT_OUT,
    PLANNED,
    REVERIFY,
    SCRIPT,
    THROUGH_PREFECT,
    agency_acts,
)
from deployments.demo.walk import RUNNER_FROM
from models.database import begin
from models.rules.workdays import days_between
from tasks.clock import clear_virtual_instant
from tests.conftest import Acting, Sql

LEFT_OUT_DAYS = {day for first, last in LEFT_OUT for day in days_between(first, last)}
NAMED = {
    "the script": set(SCRIPT),
    "runs through Prefect": {day for days in THROUGH_PREFECT.values() for day in days},
    "ends of chapters": {chapter.until for chapter in CHAPTERS},
    "other days": {STRANGE_DAY, REVERIFY, RUNNER_FROM, FIRST_DAY, LAST_DAY},
}


@pytest.mark.parametrize("what", NAMED)
def test_no_day_with_something_to_show_is_left_out(what: str) -> None:
    assert NAMED[what] & LEFT_OUT_DAYS == set()


def test_the_days_left_out_stand_in_order_and_within_the_year() -> None:
    days = [day for pair in LEFT_OUT for day in pair]
    assert days == sorted(days)
    assert days[0] > FIRST_DAY
    assert days[-1] < LAST_DAY


def test_some_day_of_each_month_is_lived() -> None:
    """The head of the chain leaves once a month."""
    lived = {f"{day:%Y-%m}" for day in days_between(FIRST_DAY, LAST_DAY) if day not in LEFT_OUT_DAYS}
    assert len(lived) == 12


def test_each_run_through_prefect_lies_in_the_year() -> None:
    days = [day for days in THROUGH_PREFECT.values() for day in days]
    assert all(FIRST_DAY < day <= LAST_DAY for day in days)
    assert len(days) == 8
    assert date(2026, 4, 1) in days


def test_3_3_one_department_is_visited_and_the_plan_names_the_others(database: str) -> None:
    assert database
    open_demo()
    clear_virtual_instant()
    agency = Acting()
    agency.on("2026-12-01").open("year_end_check", "2026")
    agency.on("2026-12-15").open("year_end_reverification", "2026")
    for name in INSPECTORS:
        agency.do("register_inspector", name=name)
    agency.do("draft_inspection", kind="专项核查", title="三季度")  # the first of the year
    for day in (PLANNED, date(2027, 1, 4), REVERIFY):
        with begin() as session:
            acts = agency_acts(session, day)
        for each in acts:
            if each.act.name != "resume_cycle":
                agency.on(str(day)).do(each.act.name, **each.data)
    left = "SELECT count(*) FROM reverification WHERE evaluation_id IS NULL AND uninspected <> ''"
    assert Sql().value(left) == Sql().value("SELECT count(*) - 1 FROM reverification") > 40
