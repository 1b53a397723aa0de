"""The one rounding of every figure that a person reads: half up, computed exactly."""

from decimal import Decimal
from fractions import Fraction
from math import floor


def half_up(number: Fraction | Decimal | int, places: int = 0) -> Decimal:
    """Return a number that is not negative, rounded half up to a number of decimals: 62.25 is 62.3."""
    return Decimal(floor(Fraction(number) * 10**places + Fraction(1, 2))).scaleb(-places)
