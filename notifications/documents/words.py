"""How papers say things: days in full, text without what no file may hold."""

import re
from datetime import date

# What XML has no place for (1.0, production 2); tab and line feed stay.
UNSPEAKABLE = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def plain(text: str) -> str:
    """The text as a file can hold it, its lines ended by line feeds."""
    return UNSPEAKABLE.sub("", LINE_END.sub("\n", text))


def lines_of(text: str) -> list[str]:
    """The lines that people wrote, without empty ones."""
    return [line.strip() for line in plain(text).split("\n") if line.strip()]


def in_full(day: date) -> str:
    """2026年9月10日, as a paper writes a day: no leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"
