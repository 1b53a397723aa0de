"""The step of 目标制定 tells how far the lists of the year are."""

from datetime import date, datetime

import pytest

from models.rules.workdays import SHANGHAI, BusinessDay
from tasks.flow_steps import watch_appraisal, watch_results_use, watch_target_setting


@pytest.mark.usefixtures("march")
def test_the_step_says_whether_anything_is_left_to_issue() -> None:
    day = BusinessDay(date(2026, 3, 9), datetime(2026, 3, 9, 8, tzinfo=SHANGHAI))
    assert watch_target_setting.name == "目标制定进展"
    assert watch_target_setting.fn(day).words == "2026年目标均已下达，没有在办的草案。"


def on(day: date) -> BusinessDay:
    return BusinessDay(day, datetime(day.year, day.month, day.day, 8, 20, tzinfo=SHANGHAI))


@pytest.mark.usefixtures("march")
def test_the_step_says_nothing_before_its_first_day() -> None:
    assert watch_appraisal.name == "年度考评进展"
    assert watch_appraisal.fn(on(date(2027, 1, 10))).words == ""


@pytest.mark.usefixtures("appraising")
def test_the_step_lists_what_is_missing_and_a_second_run_changes_nothing() -> None:
    first = watch_appraisal.fn(on(date(2027, 1, 11)))
    assert first.counts["notices"] == 1
    assert first.data["table"]
    again = watch_appraisal.fn(on(date(2027, 1, 11)))
    assert (again.words, again.counts["notices"]) == ("2026年考评2027-01-11的进展此前已登记，未作改动。", 0)


@pytest.mark.usefixtures("march")
def test_the_step_says_nothing_while_no_results_are_approved() -> None:
    day = BusinessDay(date(2026, 3, 9), datetime(2026, 3, 9, 8, 20, tzinfo=SHANGHAI))
    assert watch_results_use.name == "结果运用进展"
    assert watch_results_use.fn(day).words == "没有待反馈、待签收的考评结果。"
