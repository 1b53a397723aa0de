"""Excel's own date formats of its Chinese edition: a workbook names them by number only, and openpyxl knows none."""

from openpyxl.styles.numbers import BUILTIN_FORMATS

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


def recognise_chinese_dates() -> None:
    """Add the formats to openpyxl's table, so that it reads cells formatted by them as dates, not as numbers."""
    BUILTIN_FORMATS.update(CHINESE_FORMATS)
