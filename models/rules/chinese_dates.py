"""Dates and times as people read them in papers, mails and histories: 2026年9月15日, 2026年9月15日 08:30."""

import re
from datetime import date, datetime
from unicodedata import normalize

ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]", re.ASCII)
PARTED = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})", re.ASCII)


def in_full(day: date | str) -> str:
    """Return a date, also one kept as 2026-09-15, without leading zeros: 2026年9月15日."""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{value.year}年{value.month}月{value.day}日"


def full_or_as_is(text: str) -> str:
    """Return a text that is a date in full, any other text unchanged: a history tells days and names."""
    return in_full(text) if ISO.fullmatch(text) else text


def days_in_full(text: str) -> str:
    """Return a text with each date in it in full: 黔绩领〔2027〕2号，2027年4月1日; what is no date stays."""

    def told(found: re.Match[str]) -> str:
        try:
            return in_full(found[0])
        except ValueError:
            return found[0]

    return ISO.sub(told, text)


def as_iso(text: str) -> str:
    """Return a typed date as 2026-09-15: 2026年9月15日, 2026/9/15, wide digits; any other text unchanged."""
    plain = normalize("NFKC", text).strip()
    if found := CHINESE.fullmatch(plain) or PARTED.fullmatch(plain):
        year, month, day = found.group(1), found.groups()[-2], found.groups()[-1]
        return f"{year}-{month:0>2}-{day:0>2}"
    return text


def in_year(at: datetime) -> str:
    """Return an instant in its own zone without its year: 9月5日08:30."""
    return f"{at.month}月{at.day}日{at:%H:%M}"


def to_the_minute(at: datetime) -> str:
    """Return an instant in its own zone: 2026年9月15日 08:30."""
    return f"{in_full(at.date())} {at:%H:%M}"
