"""Where the agency's name and the day stand: with room for the seal over both, or without a seal."""

from math import ceil

from docx.shared import Mm

from notifications.documents.official_paper.page import LINE
from notifications.documents.words import width_of

WITH_SEAL = 4  # characters right of the day
FURTHER = 2  # characters by which the day begins right of the name, without a seal
WHITE = 1  # millimetre
GAPS = 1.25  # characters: programs set a quarter of one where digits and Chinese characters meet, five times in a day


def with_seal(name: str, day: str) -> tuple[float, float]:
    """Returns the characters right of the name, which is centred over the day, and right of the day."""
    return max(0, WITH_SEAL + (_width_of_day(day) - width_of(name)) / 2), WITH_SEAL


def without_seal(name: str, day: str, right: float) -> tuple[float, float]:
    """Returns the same without a seal: the day begins two characters right of the name.

    The longer one has `right` characters beside it.
    """
    below = width_of(name) - FURTHER - _width_of_day(day)
    return right + max(0, -below), right + max(0, below)


def _width_of_day(day: str) -> float:
    return width_of(day) + GAPS


def lines_above(seal: float) -> int:
    """Returns the blank lines over the name: the seal's upper edge lies within one line of the text.

    It is centred between the name and the day, and may reach into the white under the characters of the text.
    """
    line = LINE / Mm(1)
    return max(1, ceil((seal / 2 - line - WHITE) / line))
