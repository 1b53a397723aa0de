"""The step of 结果运用 says who has not received the results of a year."""

from datetime import date, datetime

import pytest

from models.rules.business_day import SHANGHAI, BusinessDay
from tasks.results_use import watch_results_use


@pytest.mark.usefixtures("march")
def test_the_step_says_nothing_while_no_results_are_approved() -> None:
    day = BusinessDay(date(2026, 3, 9), datetime(2026, 3, 9, 8, 20, tzinfo=SHANGHAI))
    assert watch_results_use.name == "结果运用进展"
    assert watch_results_use.fn(day).words == "没有待反馈、待签收的考评结果。"
