"""The step of 年度考评 is recorded once a day and says nothing before 11 January."""

from datetime import date, datetime

import pytest

from models.rules.business_day import SHANGHAI, BusinessDay
from tasks.appraisal import watch_appraisal


def on(day: date) -> BusinessDay:
    return BusinessDay(day, datetime(day.year, day.month, day.day, 8, 20, tzinfo=SHANGHAI))


@pytest.mark.usefixtures("march")
def test_the_step_says_nothing_before_its_first_day() -> None:
    assert watch_appraisal.name == "年度考评进展"
    assert watch_appraisal.fn(on(date(2027, 1, 10))).words == ""


@pytest.mark.usefixtures("march")
def test_the_step_lists_what_is_missing_and_a_second_run_changes_nothing() -> None:
    first = watch_appraisal.fn(on(date(2027, 1, 11)))
    assert first.counts["notices"] == 1
    assert first.data["table"]
    again = watch_appraisal.fn(on(date(2027, 1, 11)))
    assert (again.words, again.counts["notices"]) == ("2026年考评2027-01-11的进展此前已登记，未作改动。", 0)
