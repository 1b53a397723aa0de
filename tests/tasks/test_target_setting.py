"""The step of 目标制定 tells how far the lists of the year are."""

from datetime import date, datetime

import pytest

from models.rules.business_day import SHANGHAI, BusinessDay
from tasks.target_setting import watch_target_setting


@pytest.mark.usefixtures("march")
def test_the_step_says_whether_anything_is_left_to_issue() -> None:
    day = BusinessDay(date(2026, 3, 9), datetime(2026, 3, 9, 8, tzinfo=SHANGHAI))
    assert watch_target_setting.name == "目标制定进展"
    assert watch_target_setting.fn(day).words == "2026年目标均已下达，没有在办的草案。"
