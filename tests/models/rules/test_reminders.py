"""Reminder rungs, 催办 steps, colours."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.duties import AGENCY_RUNGS, OFFICE_RUNGS, Audience
from models.rules.reminders import (
    URGING_STEPS,
    Colour,
    UrgingMethod,
    colour_of,
    days_left,
    month_close,
    reach,
    reached,
    rung_day,
    still_to_tell,
    urging_steps_reached,
)
from models.rules.workdays import Interval

CALENDAR = shipped_calendar()
MEETING = date(2026, 4, 22)  # a Wednesday
MAY_END = date(2026, 5, 31)  # a Sunday
DUES = st.dates(date(2013, 2, 1), date(2026, 12, 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-04-22", "2026-04-17 2026-04-22 2026-04-23 2026-04-27"),
        ("2026-05-31", "2026-05-26 2026-05-29 2026-06-01 2026-06-03"),  # due on a Sunday
        ("2027-01-10", "2027-01-05 2027-01-08 2027-01-11 2027-01-13"),  # the hard date on a Sunday
        ("2026-10-10", "2026-09-30 2026-10-10 2026-10-12 2026-10-14"),  # due on a make-up Saturday
        ("2026-10-04", "2026-09-24 2026-09-30 2026-10-08 2026-10-10"),  # due inside a holiday, 25 September off too
    ],
)
def test_the_rungs_of_a_due_day(due: str, expected: str) -> None:
    rungs = [rung_day(offset, day(due), CALENDAR) for offset in (-3, 0, 1, 3)]
    assert " ".join(map(str, rungs)) == expected


@given(DUES, st.integers(-5, 9))
def test_every_rung_is_a_working_day_and_rungs_are_in_order(due: date, offset: int) -> None:
    on = rung_day(offset, due, CALENDAR)
    assert CALENDAR.is_workday(on)
    assert on < rung_day(offset + 1, due, CALENDAR)
    assert (on > due) == (offset > 0)


@settings(max_examples=settings().max_examples * 2)
@given(DUES, st.integers(-5, 9), st.integers(-20, 20))
def test_a_rung_is_reached_by_a_day_exactly_if_its_date_is_before_the_first_out_of_reach(
    due: date, offset: int, later: int
) -> None:
    on = due + timedelta(later)
    assert (rung_day(offset, due, CALENDAR) <= on) == (due < reach(offset, on, CALENDAR))


# Audiences of a rung


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-04-16", {}),
        ("2026-04-17", {"office": "T-3"}),
        ("2026-04-19", {"office": "T-3"}),
        ("2026-04-22", {"office": "T"}),
        ("2026-04-23", {"office": "T+1", "liaison": "T+1"}),
        ("2026-04-26", {"office": "T+1", "liaison": "T+1"}),
        ("2026-04-27", {"office": "T+1", "liaison": "T+1", "head": "T+3"}),
        ("2026-06-30", {"office": "T+1", "liaison": "T+1", "head": "T+3"}),
    ],
)
def test_passed_rungs_collapse_into_the_last_one_of_each_audience(on: str, expected: dict[str, str]) -> None:
    result = reached(OFFICE_RUNGS, MEETING, day(on), CALENDAR)
    assert {audience: rung.name for audience, rung in result.items()} == expected


@pytest.mark.parametrize(
    ("on", "rung"), [("2026-04-17", "T-3"), ("2026-04-22", "T"), ("2026-04-23", "T+1"), ("2026-04-27", "T+3")]
)
def test_the_agency_is_notified_at_each_rung_of_its_duties(on: str, rung: str) -> None:
    result = reached(AGENCY_RUNGS, MEETING, day(on), CALENDAR)
    assert {audience: result[audience].name for audience in result} == {Audience.AGENCY: rung}


def test_the_order_in_which_rungs_are_written_does_not_matter() -> None:
    for on in ("2026-04-17", "2026-04-22", "2026-04-23", "2026-04-27"):
        turned = reached(OFFICE_RUNGS[::-1], MEETING, day(on), CALENDAR)
        assert turned == reached(OFFICE_RUNGS, MEETING, day(on), CALENDAR)


@given(DUES, st.integers(-15, 15))
def test_no_audience_ever_falls_back_to_an_earlier_rung(due: date, shift: int) -> None:
    today = due + timedelta(days=shift)
    now, later = (reached(OFFICE_RUNGS, due, on, CALENDAR) for on in (today, today + timedelta(days=1)))
    assert all(later[audience].offset >= rung.offset for audience, rung in now.items())


# While a notice could still bring the date forward (the third quarter's meeting of 2027)


DUE, EARLIEST = date(2027, 10, 28), date(2027, 10, 26)


@pytest.mark.parametrize(
    ("offset", "on", "if_it_were_firm"),
    [
        (-3, "2027-10-21", "2027-10-25"),
        (0, "2027-10-26", "2027-10-28"),
        (1, "2027-10-29", "2027-10-29"),
        (3, "2027-11-02", "2027-11-02"),
    ],
)
def test_rungs_up_to_the_due_day_count_back_from_the_earliest_it_could_become(
    offset: int, on: str, if_it_were_firm: str
) -> None:
    assert rung_day(offset, DUE, CALENDAR, earliest=EARLIEST) == day(on)
    assert rung_day(offset, DUE, CALENDAR) == rung_day(offset, DUE, CALENDAR, earliest=DUE) == day(if_it_were_firm)


@pytest.mark.parametrize(
    ("on", "rung"),
    [
        ("2027-10-20", None),
        ("2027-10-21", "T-3"),
        ("2027-10-26", "T"),
        ("2027-10-28", "T"),
        ("2027-10-29", "T+1"),
    ],
)
def test_an_office_is_reminded_in_time_for_the_earliest_day_and_chased_only_after_the_last(
    on: str, rung: str | None
) -> None:
    result = reached(OFFICE_RUNGS, DUE, day(on), CALENDAR, earliest=EARLIEST)
    assert (result[Audience.OFFICE].name if result else None) == rung


@given(DUES, st.integers(0, 10), st.sampled_from([-5, -3, -1, 0]))
def test_an_earlier_possible_day_never_makes_a_reminder_later(due: date, days: int, offset: int) -> None:
    early = rung_day(offset, due, CALENDAR, earliest=due - timedelta(days=days))
    assert early <= rung_day(offset, due, CALENDAR) <= due


# Rungs not yet notified


@pytest.mark.parametrize(
    ("notified", "expected"),
    [
        (None, {"office": "T+1", "liaison": "T+1", "head": "T+3"}),
        (-3, {"office": "T+1", "liaison": "T+1", "head": "T+3"}),
        (1, {"head": "T+3"}),
        (3, {}),
    ],
)
def test_only_rungs_after_the_last_notified_one_are_due(notified: int | None, expected: dict[str, str]) -> None:
    now = reached(OFFICE_RUNGS, MEETING, day("2026-04-27"), CALENDAR)
    assert {audience: rung.name for audience, rung in still_to_tell(now, notified).items()} == expected


@given(DUES, st.integers(-15, 15))
def test_a_daily_sweep_notifies_each_audience_once_per_rung(due: date, last: int) -> None:
    received: list[tuple[Audience, int]] = []
    notified: int | None = None
    for shift in range(-15, last + 1):
        now = reached(OFFICE_RUNGS, due, due + timedelta(days=shift), CALENDAR)
        received += [(audience, rung.offset) for audience, rung in still_to_tell(now, notified).items()]
        notified = max((rung.offset for rung in now.values()), default=None)
    assert len(received) == len(set(received))
    passed = [r for r in OFFICE_RUNGS if rung_day(r.offset, due, CALENDAR) <= due + timedelta(days=last)]
    assert {audience for audience, _ in received} == {audience for rung in passed for audience in rung.audiences}


# The steps of 催办, by choice A17


@pytest.mark.parametrize(
    ("on", "steps"),
    [
        ("2026-05-31", 0),
        ("2026-06-01", 1),
        ("2026-06-02", 1),
        ("2026-06-03", 2),
        ("2026-06-04", 2),
        ("2026-06-05", 3),
        ("2026-07-31", 3),
    ],
)
def test_the_steps_of_urging_follow_the_due_day_by_working_days(on: str, steps: int) -> None:
    assert urging_steps_reached(MAY_END, day(on), CALENDAR) == steps


def test_urging_goes_from_the_telephone_to_the_letter_to_the_visit() -> None:
    assert [(offset, method.label) for offset, method in URGING_STEPS] == [
        (1, "电话询问"),
        (3, "发函"),
        (5, "实地催办"),
    ]
    assert {method for _, method in URGING_STEPS} == set(UrgingMethod)


# When a month closes, by choice A31


@pytest.mark.parametrize(
    ("period_end", "closes"),
    [
        ("2026-01-31", "2026-02-28"),
        ("2024-01-31", "2024-02-29"),
        ("2026-02-28", "2026-03-31"),
        ("2026-03-31", "2026-04-30"),
        ("2026-11-30", "2026-12-31"),
        ("2026-12-31", "2027-01-31"),
    ],
)
def test_a_month_is_taken_until_the_end_of_the_following_one(period_end: str, closes: str) -> None:
    assert month_close(day(period_end)) == day(closes)


# Colours


@pytest.mark.parametrize(
    ("due", "on", "left", "colour"),
    [
        ("2026-04-22", "2026-04-16", 4, Colour.GREEN),
        ("2026-04-22", "2026-04-17", 3, Colour.YELLOW),
        ("2026-04-22", "2026-04-18", 3, Colour.YELLOW),  # a Saturday takes nothing away
        ("2026-04-22", "2026-04-22", 0, Colour.YELLOW),
        ("2026-04-22", "2026-04-23", -1, Colour.RED),
        ("2026-05-31", "2026-05-29", 0, Colour.YELLOW),  # Friday, the last working day before a Sunday
        ("2026-05-31", "2026-05-31", 0, Colour.YELLOW),
        ("2026-05-30", "2026-05-31", 0, Colour.RED),  # overdue on a rest day: no working day has passed yet
        ("2026-05-30", "2026-06-01", -1, Colour.RED),
        ("2026-10-10", "2026-10-09", 1, Colour.YELLOW),  # the make-up Saturday is one working day
    ],
)
def test_days_left_and_colour_on_a_day(due: str, on: str, left: int, colour: Colour) -> None:
    assert days_left(day(due), day(on), CALENDAR) == left
    assert colour_of(day(due), day(on), CALENDAR, is_open=True) is colour


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        ("2026-04-23", "2026-04-23", -3),
        ("2026-04-24", "2026-04-27", -2),
        ("2026-04-20", "2026-04-24", -2),
        ("2026-04-20", "2026-04-22", -4),
        ("2026-04-28", "2026-05-20", -3),
        ("2026-04-29", "2026-05-20", -4),
        ("2026-04-25", "2026-04-26", -4),
        ("2026-04-01", "2026-05-20", 0),
    ],
)
def test_a14_suspended_days_are_not_overdue(first: str, last: str, left: int) -> None:
    assert days_left(day("2026-04-22"), day("2026-04-28"), CALENDAR, [Interval(day(first), day(last))]) == left


def test_a14_suspended_days_take_nothing_from_the_days_before_the_due_day() -> None:
    assert (
        days_left(day("2026-04-22"), day("2026-04-17"), CALENDAR, [Interval(day("2026-04-15"), day("2026-04-21"))]) == 3
    )


@settings(max_examples=settings().max_examples // 2)
@given(DUES, st.integers(-20, 20))
def test_a_finished_obligation_is_grey_and_an_open_one_red_after_its_due_date(due: date, shift: int) -> None:
    today = due + timedelta(days=shift)
    assert colour_of(due, today, CALENDAR, is_open=False) is Colour.GREY
    assert (colour_of(due, today, CALENDAR, is_open=True) is Colour.RED) == (shift > 0)
