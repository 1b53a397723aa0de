"""The fixed days of the agency: list days, call days, and a round after every twentieth working day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from deployments.simulation.people.planned_acts import CALLS, LISTS, OFFSET, ROUNDS, UPLOADS, Scene
from deployments.simulation.people.points import POLICIES
from deployments.simulation.plan import Plan
from models.intake.shipped import shipped_calendar
from models.rules.negative_list import RECHECK_OWED
from models.rules.policy import ANSWER_DAYS, RULING_DAYS, SETTINGS

CALENDAR = shipped_calendar()
YEARS = (2024, 2025, 2026)
RULED = 3  # working days from the plan of a round to its rulings


def scene(day: date) -> Scene:
    return Scene(Plan(day.year), day, CALENDAR, cast("Session", None))


def workdays(year: int) -> list[date]:
    return [day for day in Plan(year).days if CALENDAR.is_workday(day)]


def of_year(year: int, day: date) -> Scene:
    return Scene(Plan(year), day, CALENDAR, cast("Session", None))


@pytest.mark.parametrize("year", YEARS)
def test_every_tenth_working_day_is_a_list_day_and_every_fifth_a_call_day(year: int) -> None:
    days = workdays(year)
    assert [day for day in days if of_year(year, day).is_list_day()] == days[LISTS - 1 :: LISTS]
    assert [day for day in days if of_year(year, day).is_call_day()] == days[CALLS - 1 :: CALLS]


@given(place=st.integers(1, 250))
def test_a_day_lies_after_one_list_day_and_on_or_before_another(place: int) -> None:
    day = workdays(2025)[place]
    since, until = scene(day).last_list_day(day), scene(day).next_list_day(day)
    assert since < day <= until
    assert CALENDAR.count(since, until) == LISTS
    assert (until == day) is scene(day).is_list_day()


def test_before_the_first_list_day_the_last_one_is_the_evening_before_the_year() -> None:
    first = date(2025, 1, 15)
    assert scene(first).is_list_day()
    assert scene(first).last_list_day(first) == Plan(2025).issued_on


@pytest.mark.parametrize("year", YEARS)
def test_a_month_has_one_first_list_day(year: int) -> None:
    first = [day for day in workdays(year) if of_year(year, day).is_first_list_day()]
    assert len({(day.year, day.month) for day in first}) == len(first) >= 12


@pytest.mark.parametrize("year", YEARS)
def test_the_first_list_day_before_each_one_is_that_of_the_month_before(year: int) -> None:
    first = [day for day in workdays(year) if of_year(year, day).is_first_list_day()]
    assert [of_year(year, day).last_first_list_day(day) for day in first[1:]] == first[:-1]
    assert of_year(year, first[0]).last_first_list_day(first[0]) == Plan(year).issued_on
    assert of_year(year, date(year, 3, 31)).last_first_list_day(date(year, 3, 31)) == first[2]


@pytest.mark.parametrize("day", [date(2025, 3, 1), date(2025, 3, 20), date(2025, 3, 31)])
def test_a_month_has_one_day_for_uploads_three_working_days_before_they_are_due(day: date) -> None:
    assert scene(day).upload_day(day) == date(2025, 3, 20)
    assert CALENDAR.count(date(2025, 3, 20), date(2025, 3, 25)) == UPLOADS


@pytest.mark.parametrize("year", YEARS)
def test_a_round_is_ruled_on_on_a_call_day(year: int) -> None:
    days = workdays(year)
    rounds = [day for day in days if of_year(year, day).is_round_day()]
    assert rounds == days[OFFSET - 1 :: ROUNDS]
    assert all(of_year(year, CALENDAR.nth_after(day, RULED)).is_call_day() for day in rounds)


@pytest.mark.parametrize("year", YEARS)
def test_an_appeal_is_answered_and_ruled_on_in_time(year: int) -> None:
    """An answer waits for a call day at most; a round takes what was accepted before and rules on its fourth day."""
    rounds = [day for day in workdays(year) if of_year(year, day).is_round_day()]
    waits = [CALENDAR.count(a, b) - CALLS + OFFSET + RULED for a, b in pairwise(rounds)]
    assert max(waits) == int(SETTINGS[RULING_DAYS.key].example) == int(POLICIES["appeal_ruling_days"])
    assert int(SETTINGS[ANSWER_DAYS.key].example) == int(POLICIES["appeal_answer_days"]) == CALLS
    assert RECHECK_OWED.due.n == LISTS
