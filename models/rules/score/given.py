"""给定得分: the line of a component that is given as a share of full marks, and the year that it is for (1-6.1)."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from models.rules.score.component import FULL, Component
from models.rules.score.deduction import Given, Line
from models.rules.setting import normalize_text

MARK = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
DIGITS = frozenset("0123456789０１２３４５６７８９")
JUNE = 6
NOT_GIVEN = "尚无评价结果"


def read_mark(raw: object) -> Decimal:
    """Parse a mark of 0 to 100 with at most two decimals. Raises ValueError for anything else.

    A circled or raised digit is refused: 8① would be 81, and 8² 82.
    """
    text = normalize_text(raw)
    if (
        any(each.isnumeric() and each not in DIGITS for each in str(raw))
        or not MARK.fullmatch(text)
        or Decimal(text) > FULL
    ):
        raise ValueError("应为0至100的数，最多两位小数，如87.5")
    return Decimal(text)


def given_line(
    component: Component, weight: Decimal | None, share: tuple[Decimal, Decimal], basis: Sequence[str]
) -> Line:
    """A40, A42: return the line of a component with its part of the weight: `share` is what was given, and of what.

    It is one division, so that equal shares are equal points.
    """
    given, full = share
    if weight is None:
        return Line(component, None, None, basis=tuple(basis), given=Given(given, full))
    exact = Fraction(weight) * Fraction(given) / Fraction(full)
    return Line(component, weight, weight * given / full, basis=tuple(basis), given=Given(given, full), share=exact)


def year_appraised(day: date) -> int:
    """1-2.19: return the year whose results are entered on a day: the one before until the end of June."""
    return day.year - 1 if day.month <= JUNE else day.year
