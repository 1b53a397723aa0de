"""Periods of the management year: 2026-03, 2026Q1, 2026H1, 2026; each begins where one ends (1-4)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import normalize

from models.rules.errors import Refused

MONTHS = 12


class Span(StrEnum):
    """The length of a period. EVENT has no period: an event starts the cycle."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    EVENT = "event"

    @property
    def months(self) -> int:
        """Return the length in months; 0 for an event."""
        return LENGTHS[self]


LENGTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12, Span.EVENT: 0}
PATTERNS = {
    Span.MONTH: re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    Span.QUARTER: re.compile(r"(\d{4})Q([1-4])"),
    Span.HALF: re.compile(r"(\d{4})H([12])"),
    Span.YEAR: re.compile(r"(\d{4})()"),
}
ORDINALS = ("一", "二", "三", "四")
HALVES = ("上", "下")
CHINESE = {
    Span.MONTH: re.compile(r"(\d{4})年(0?[1-9]|1[0-2])月份?", re.ASCII),
    Span.QUARTER: re.compile(r"(\d{4})年第?([1-4一二三四])季度", re.ASCII),
    Span.HALF: re.compile(r"(\d{4})年([上下])半年", re.ASCII),
    Span.YEAR: re.compile(r"(\d{4})年()度?", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Period:
    """The `number`-th month, quarter or half (from 1) of `year`, or the year itself (number 1)."""

    span: Span
    year: int
    number: int = 1

    def __str__(self) -> str:
        match self.span:
            case Span.MONTH:
                return f"{self.year:04d}-{self.number:02d}"
            case Span.QUARTER:
                return f"{self.year:04d}Q{self.number}"
            case Span.HALF:
                return f"{self.year:04d}H{self.number}"
            case _:
                return f"{self.year:04d}"

    @property
    def start(self) -> date:
        """Return the first day."""
        return date(self.year, (self.number - 1) * LENGTHS[self.span] + 1, 1)

    @property
    def end(self) -> date:
        """Return the last day."""
        last = self.number * LENGTHS[self.span]
        return date(self.year, last, monthrange(self.year, last)[1])

    @property
    def next(self) -> "Period":
        """Return the following period."""
        if self.number * self.span.months == MONTHS:
            return Period(self.span, self.year + 1)
        return Period(self.span, self.year, self.number + 1)

    def overlaps(self, other: "Period") -> bool:
        """Return whether a day belongs to both periods."""
        return self.start <= other.end and other.start <= self.end

    @property
    def label(self) -> str:
        """Return the period as people say it: 2026年3月, 2026年第一季度, 2026年上半年, 2026年."""
        match self.span:
            case Span.MONTH:
                return f"{self.year}年{self.number}月"
            case Span.QUARTER:
                return f"{self.year}年第{ORDINALS[self.number - 1]}季度"
            case Span.HALF:
                return f"{self.year}年{HALVES[self.number - 1]}半年"
            case _:
                return f"{self.year}年"


def parse_period(text: str) -> Period:
    """Parse the name of a period, also in Chinese or wide characters: 2026年3月, 2026年第一季度, 2026年上半年.

    Raises Refused, with the four valid forms, if the text has another form.
    """
    plain = normalize("NFKC", text).strip()
    for span, pattern in (*PATTERNS.items(), *CHINESE.items()):
        if found := pattern.fullmatch(plain):
            year, number = found.groups()
            return Period(span, _check_year(int(year), text), _number_of(number))
    raise Refused(f"期间“{text}”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。")


def _number_of(written: str) -> int:
    """Return the number of a period as it is written: 3, 03, 三, 下; 1 for a year."""
    for numbers in (ORDINALS, HALVES):
        if written in numbers:
            return numbers.index(written) + 1
    return int(written or 1)


def _check_year(year: int, text: str) -> int:
    if not 1 <= year < date.max.year:
        raise Refused(f"期间“{text}”的年份超出范围。")
    return year


def period_of(span: Span, day: date) -> Period:
    """Return the period of that span in which `day` lies."""
    return Period(span, day.year, (day.month - 1) // span.months + 1)


def periods_of_year(span: Span, year: int) -> list[Period]:
    """Return all periods of that span in a year, in order; an empty list for an event."""
    return [] if span is Span.EVENT else [Period(span, year, i + 1) for i in range(MONTHS // span.months)]
