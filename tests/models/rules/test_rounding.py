"""Every figure is rounded half up."""

from decimal import Decimal
from fractions import Fraction

import pytest

from models.rules.rounding import half_up


@pytest.mark.parametrize(
    ("number", "places", "shown"),
    [
        (Decimal("62.25"), 1, "62.3"),
        (Decimal("62.35"), 1, "62.4"),
        (Decimal("0.05"), 1, "0.1"),
        (Fraction(1, 3), 1, "0.3"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(200, 3), 4, "66.6667"),
        (62, 1, "62.0"),
        (100, 0, "100"),
    ],
)
def test_a_half_is_rounded_up(number: Fraction | Decimal | int, places: int, shown: str) -> None:
    assert f"{half_up(number, places):f}" == shown
