"""A target's own date: when it is opened, when it is due, and which dates are too early."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.cycles import DUTY_OF, RULES
from models.rules.deadlines import compute_deadline
from models.rules.duties import OFFICE_RUNGS, Debtor
from models.rules.target.due import TARGET_DUE, is_owed, last_opened, missed_in_words, opening_day

CALENDAR = shipped_calendar()
ISSUED, LIVE = date(2026, 3, 2), date(2026, 1, 1)
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
    assert compute_deadline(TARGET_DUE.due, due, CALENDAR).due == due
    assert (TARGET_DUE.due.choice, TARGET_DUE.due.n) == ("A47", 0)


def test_the_office_owes_it_and_is_reminded_as_of_every_hard_duty() -> None:
    assert DUTY_OF["target_due"] is TARGET_DUE
    assert (TARGET_DUE.name, TARGET_DUE.debtor, TARGET_DUE.rungs) == ("目标到期", Debtor.OFFICE, OFFICE_RUNGS)
    assert RULES["own_date"] is TARGET_DUE.due


@pytest.mark.parametrize(
    ("due", "known_on", "after", "owed"),
    [
        (date(2026, 5, 29), ISSUED, date(2026, 4, 30), True),
        (date(2026, 4, 30), ISSUED, date(2026, 4, 30), False),  # the day of the first run has passed
        (date(2026, 5, 1), ISSUED, date(2026, 4, 30), True),
        (date(2026, 5, 29), date(2026, 5, 29), LIVE, True),
        (date(2026, 5, 28), date(2026, 5, 29), LIVE, False),  # issued after its own date
    ],
)
def test_days_up_to_the_first_run_or_before_the_issue_have_passed(
    due: date, known_on: date, after: date, *, owed: bool
) -> None:
    assert is_owed(due, known_on, after) is owed


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        ("", "完成时限2026年6月30日，截至2026年7月1日未申报已完成并附印证材料"),
        ("1-2", "指标1-2完成时限2026年6月30日，截至2026年7月1日未申报已完成并附印证材料"),
    ],
)
def test_a_missed_date_is_told_with_its_leaf(leaf: str, words: str) -> None:
    assert missed_in_words(date(2026, 6, 30), leaf, date(2026, 7, 1)) == words


DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


@given(DAYS)
def test_from_the_opening_to_the_due_day_there_are_ten_working_days(due: date) -> None:
    opens_on = opening_day(due, date(2025, 1, 1), CALENDAR)
    assert CALENDAR.is_workday(opens_on)
    assert len([1 for day in _days(opens_on, due) if CALENDAR.is_workday(day)]) == 10


@given(DAYS, st.integers(0, 40))
def test_a_date_has_come_once_its_opening_day_has(today: date, later: int) -> None:
    due = today + timedelta(days=later)
    assert (due <= last_opened(today, CALENDAR)) == (opening_day(due, date(2025, 1, 1), CALENDAR) <= today)


def _days(first: date, until: date) -> list[date]:
    return [date.fromordinal(number) for number in range(first.toordinal(), until.toordinal())]
