"""A number of days of a setting is read as people write it."""

import pytest

from models.rules.setting import MOST_DAYS, days_in_words, read_days


@pytest.mark.parametrize(("raw", "days"), [("5", 5), (5, 5), (" １０ ", 10), (str(MOST_DAYS), MOST_DAYS)])
def test_days_are_read_as_people_write_them(raw: object, days: int) -> None:
    assert read_days(raw) == days
    assert days_in_words(days) == f"{days}个工作日"


@pytest.mark.parametrize("raw", ["0", MOST_DAYS + 1, "五", "5天", "-1", "", None, True, 2.5])
def test_anything_else_is_refused_with_what_was_written(raw: object) -> None:
    with pytest.raises(ValueError, match=f"“{raw}”不是工作日数，应为1到{MOST_DAYS}的整数"):
        read_days(raw)
