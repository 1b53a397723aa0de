"""Numbers in a workbook's formats: dates, percentages and codes with leading zeros are read as people see them."""

import re
from datetime import date, datetime
from enum import Enum

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel

from models.intake.complaints import Content

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
ZEROS = re.compile("0{2,15}")
LITERAL = re.compile(r'"[^"]*"|\\.')


class Shape(Enum):
    """What a number format makes of a number."""

    PLAIN = 0
    DATE = 1
    DURATION = 2
    SHARE = 3


def format_of(number: int, own: dict[int, str]) -> tuple[Shape, int]:
    """Return the shape of a format by its number, and the digits to which it fills up with zeros."""
    code = own.get(number) or CHINESE_FORMATS.get(number) or BUILTIN_FORMATS.get(number, "General")
    if is_timedelta_format(code):
        return Shape.DURATION, 0
    if is_date_format(code):
        return Shape.DATE, 0
    # People see the percentage, so it is the cell's value.
    shape = Shape.SHARE if "%" in LITERAL.sub("", code) else Shape.PLAIN
    return shape, len(code) if ZEROS.fullmatch(code) else 0


def number_content(text: str, form: tuple[Shape, int], epoch: datetime) -> Content:
    """Return the value of a number cell as people see it. Raises ValueError if the text is no number."""
    shape, digits = form
    value: int | float = float(text) if re.search("[.eEnN]", text) else int(text)
    if shape is Shape.PLAIN:
        return Content(text.zfill(digits) if digits and text.isdecimal() else value)
    if shape is Shape.SHARE:
        return Content(f"{value * 100:.15g}%")
    try:
        moment = from_excel(value, epoch, timedelta=shape is Shape.DURATION)
    except (ValueError, OverflowError):
        return Content(text, f"“{text}”不是有效日期，请改正后重新导入")
    return Content(moment if isinstance(moment, date) else str(moment))
