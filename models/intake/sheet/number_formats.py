"""Numbers in a workbook's formats: dates and codes with leading zeros are read as people see them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from enum import Enum
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel

from models.intake.complaints import Content, ReadColumn, Row
from models.intake.days import ShownDay, settled
from models.intake.sheet.shown_numbers import FormatPart, scaled_content, sections_of
from models.intake.values import Cell, folded

# The date formats of Excel's Chinese edition: a workbook names them by number only, and openpyxl lacks them.
YEAR_MONTH, MONTH_DAY, FULL = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
HOUR, SECOND = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
HALF_DAY = '"上午/下午"'
CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), MONTH_DAY),
    30: "m-d-yy",
    31: FULL,
    32: HOUR,
    33: SECOND,
    **dict.fromkeys((34, 55), HALF_DAY + HOUR),
    **dict.fromkeys((35, 56), HALF_DAY + SECOND),
}

# What is no part of a date: words, brackets, minutes next to hours or seconds, names of weekdays.
NO_PART = re.compile(
    r'"[^"]*"|[\\!_*].|\[[^]]*\]|AM/PM|A/P|h+[^a-z]*m+|m+(?=[^a-z]*s)|d{3,}|a{3,}|General', re.IGNORECASE
)
WEEKDAYS = "一二三四五六日"
PARTS = {"y": "年", "m": "月", "d": "日"}


class Shape(Enum):
    """What a number format makes of a number."""

    PLAIN = 0
    DATE = 1
    DURATION = 2


class CellForm(NamedTuple):
    """A format: its shape, of a number the sections if they show another value, of a date its parts."""

    shape: Shape = Shape.PLAIN
    sections: tuple[FormatPart, ...] = ()
    parts: str = ""


def format_of(number: int, own: dict[int, str]) -> CellForm:
    """Return what a format, by its number, makes of a number."""
    code = own.get(number) or CHINESE_FORMATS.get(number) or BUILTIN_FORMATS.get(number, "General")
    if is_timedelta_format(code):
        return CellForm(Shape.DURATION)
    is_date = (
        is_date_format(code) or "aaa" in code.lower()
    )  # openpyxl does not know the weekday of Excel's Chinese edition
    return CellForm(Shape.DATE, parts=_parts_of(code)) if is_date else CellForm(sections=sections_of(code))


def _parts_of(code: str) -> str:
    """Return which of y, m and d a date format shows: minutes are no months, names of weekdays no days."""
    bare = NO_PART.sub("", code.partition(";")[0]).lower().replace("e", "y")
    return "".join(part for part in "ymd" if part in bare)


def day_content(moment: datetime, parts: str) -> Content:
    """Return a date as it is shown: one whose format lacks the day or the year is a text: 2026年6月, 6月30日."""
    given = zip("ymd", (moment.year, moment.month, moment.day), strict=True)
    shown = "".join(f"{number}{PARTS[part]}" for part, number in given if part in parts)
    alone = f"{moment:%H:%M}" if moment.time() != time() else f"星期{WEEKDAYS[moment.weekday()]}"
    return Content(moment if parts == "ymd" else ShownDay(shown or alone, moment))


def number_content(text: str, form: CellForm, epoch: datetime) -> Content:
    """Return the value of a number cell as people see it. Raises ValueError if the text is no number."""
    value: int | float = float(text) if re.search("[.eEnN]", text) else int(text)
    if form.shape is Shape.PLAIN:
        return scaled_content(text, form.sections) if form.sections else Content(value)
    try:
        moment = from_excel(value, epoch, timedelta=form.shape is Shape.DURATION)
    except (ValueError, OverflowError):
        return Content(text, f"“{text}”不是有效日期，请改正后重新导入")
    return day_content(settled(moment), form.parts) if isinstance(moment, datetime) else Content(str(moment))


SHOWN = 5


def restore_zeros(rows: Sequence[Row], columns: Sequence[ReadColumn]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the rows with lost zeros restored, and what was guessed, a sentence for each column.

    A code is filled up only if it is a number cell (in a text file: digits), and all codes of the column that begin
    with a zero have one length. In a column of keys it is not filled up to a key that the sheet has already.
    """
    changes: dict[int, dict[str, Cell]] = defaultdict(dict)
    guessed: list[str] = []
    for column in columns:
        if column.code and (found := _find(rows, column)):
            for index, code in found.items():
                changes[index][column.name] = code
            guessed.append(_sentence(rows, column, found))
    restored = (
        replace(row, cells={**row.cells, **changes[index]}) if index in changes else row
        for index, row in enumerate(rows)
    )
    return tuple(restored), tuple(guessed)


def _sentence(rows: Sequence[Row], column: ReadColumn, found: dict[int, str]) -> str:
    listed = list(found.items())[:SHOWN]
    places = "、".join(f"{rows[index].address(column.name)}读作“{code}”" for index, code in listed)
    more = f"等{len(found)}格" if len(found) > SHOWN else ""
    return f"{column.name}丢了前导零，已补：{places}{more}"


def _find(rows: Sequence[Row], column: ReadColumn) -> dict[int, str]:
    texts = {folded(row.cells.get(column.name)) for row in rows}
    lengths = {len(text) for text in texts if text.startswith("0") and text.isascii() and text.isdigit()}
    if len(lengths) != 1:
        return {}
    digits = lengths.pop()
    found = {index: text.zfill(digits) for index, text in _shorter(rows, column.name, digits)}
    return {index: code for index, code in found.items() if not (column.key and code in texts)}


def _shorter(rows: Sequence[Row], name: str, digits: int) -> Iterator[tuple[int, str]]:
    for index, row in enumerate(rows):
        cell = row.cells.get(name)
        if isinstance(cell, int | float) or not row.origin.sheet:
            text = folded(cell)
            if text.isascii() and text.isdigit() and len(text) < digits:
                yield index, text
