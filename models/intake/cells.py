"""One cell of a sheet: its value as people see it, or why it cannot be read."""

import re
from datetime import date

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.escape import unescape

from models.intake.complaints import Content
from models.intake.values import control_in, trimmed

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
BUILTIN_FORMATS.update(CHINESE_FORMATS)


def text_content(text: str) -> Content:
    """Return a text without outer spaces; with a fault if it has control characters."""
    control = control_in(text)
    fault = f"含有看不见的控制字符（{control}），请删除后重新导入" if control else ""
    return Content(trimmed(text) or None, fault)


def cell_content(cell: object, uncalculated: frozenset[str]) -> Content:
    """Return the value of a cell of a workbook; with a fault for an error of Excel, or a formula without a result."""
    if not isinstance(cell, ReadOnlyCell):
        return Content()
    value, pending = cell.value, "的公式没有计算结果，请用Excel打开并保存后重新导入"
    if value is None:
        return Content(None, pending if cell.coordinate in uncalculated else "")
    if cell.data_type == "e":
        return Content(str(value), f"“{value}”是Excel错误值，请改正公式后重新导入")
    if isinstance(value, date):
        return Content(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        # People see the percentage, so it is the cell's value.
        scaled = "%" in re.sub(r'"[^"]*"|\\.', "", cell.number_format)
        return Content(f"{value * 100:.15g}%" if scaled else value)
    return text_content(unescape(str(value).upper() if isinstance(value, bool) else str(value)))
