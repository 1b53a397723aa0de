"""The parts of a cycle: days that lie within a period."""

from datetime import date

import pytest

from models.rules.duties import InMonth
from models.rules.periods import parse_period


@pytest.mark.parametrize(
    ("moment", "period", "day"),
    [
        (InMonth(2), "2026Q1", date(2026, 2, 28)),
        (InMonth(2), "2028Q1", date(2028, 2, 29)),
        (InMonth(2, 15), "2026Q4", date(2026, 11, 15)),
        (InMonth(3), "2026Q4", date(2026, 12, 31)),
        (InMonth(1, 1), "2026-05", date(2026, 5, 1)),
    ],
)
def test_a_day_in_a_month_of_a_period(moment: InMonth, period: str, day: date) -> None:
    assert moment.of(parse_period(period)) == day
