"""A target's own date: when it is opened, when it is due, and which dates are too early."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.deadlines import compute_deadline
from models.rules.target.due import TARGET_DUE, OwnDate, opening_day, own_dates
from models.rules.target.indicator import Leaf, Requirement, leaves

CALENDAR = shipped_calendar()
ISSUED, LIVE = date(2026, 3, 2), date(2026, 1, 1)


def due_on(*days: date, issued_on: date = ISSUED, after: date = LIVE) -> tuple[list[date], list[date]]:
    """Returns the days that are owed, and those that have passed."""
    found = own_dates([Leaf(str(day), None, "", day) for day in days], issued_on, after, 2026, CALENDAR)
    return [each.due for each in found.owed], [each.due for each in found.passed]


OPENED = [
    (date(2026, 6, 30), date(2026, 6, 15)),  # 端午节 on 19 June does not count
    (date(2026, 10, 12), date(2026, 9, 21)),  # over 中秋节 and 国庆节; Saturday 10 October is worked
    (date(2026, 10, 31), date(2026, 10, 19)),  # a Saturday is not rolled
    (date(2026, 3, 12), ISSUED),  # ten working days before lie before the issue
]


@pytest.mark.parametrize(("due", "opens_on"), OPENED)
def test_it_opens_ten_working_days_before_or_at_issue(due: date, opens_on: date) -> None:
    assert opening_day(due, ISSUED, CALENDAR) == opens_on


@pytest.mark.parametrize("due", [date(2026, 6, 28), date(2026, 10, 3)])
def test_it_is_due_on_that_day_also_on_a_rest_day(due: date) -> None:
    assert compute_deadline(TARGET_DUE, due, CALENDAR).due == due
    assert (TARGET_DUE.choice, TARGET_DUE.n) == ("A47", 0)


def test_only_days_before_1_december_are_a_targets_own() -> None:
    assert due_on(date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31)) == ([date(2026, 11, 30)], [])
    assert own_dates(leaves(Requirement(2026)), ISSUED, LIVE, 2026, CALENDAR).owed == ()


def test_days_up_to_the_first_run_or_before_the_issue_have_passed() -> None:
    april, may = date(2026, 4, 30), date(2026, 5, 29)
    assert due_on(may, april, after=april) == ([may], [april])
    assert due_on(may, april, issued_on=may) == ([may], [april])


def test_each_leaf_has_its_own_day_in_order_of_the_days() -> None:
    later, sooner = Leaf("2", None, "", date(2026, 10, 31)), Leaf("1", None, "", date(2026, 6, 30))
    found = own_dates([later, sooner], ISSUED, LIVE, 2026, CALENDAR)
    assert found.owed == (
        OwnDate("1", date(2026, 6, 30), date(2026, 6, 15)),
        OwnDate("2", date(2026, 10, 31), date(2026, 10, 19)),
    )


DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


@given(st.lists(DAYS), DAYS, DAYS)
def test_every_day_before_december_is_either_owed_or_passed(days: list[date], issued_on: date, after: date) -> None:
    owed, passed = due_on(*days, issued_on=issued_on, after=after)
    assert sorted([*owed, *passed]) == sorted(day for day in days if day < date(2026, 12, 1))
    assert all(day > after and day >= issued_on for day in owed)


@given(DAYS)
def test_from_the_opening_to_the_due_day_there_are_ten_working_days(due: date) -> None:
    opens_on = opening_day(due, date(2025, 1, 1), CALENDAR)
    assert CALENDAR.is_workday(opens_on)
    assert len([1 for day in _days(opens_on, due) if CALENDAR.is_workday(day)]) == 10


def _days(first: date, until: date) -> list[date]:
    return [date.fromordinal(number) for number in range(first.toordinal(), until.toordinal())]
