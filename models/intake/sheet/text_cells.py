"""The text of a cell: without outer spaces, with a fault for control characters, ="0101" read as 0101."""

import re

from models.intake.complaints import Content
from models.intake.values import control_in, trimmed

PENDING = "的公式没有计算结果，请用Excel打开并保存后重新导入"
WRAPPED = re.compile(r'="((?:[^"]|"")*)"')


def text_content(text: str) -> Content:
    """Return a text without outer spaces; with a fault if it has control characters."""
    control = control_in(text)
    fault = f"含有看不见的控制字符（{control}），请删除后重新导入" if control else ""
    content = trimmed(text)
    # Programs write ="0101" so that Excel does not cut the zero.
    if content.startswith('="') and (found := WRAPPED.fullmatch(content)):
        return Content(trimmed(found[1].replace('""', '"')) or None, fault, unwrapped=True)
    return Content(content or None, fault)


def pending_content(formula: str) -> Content:
    """Return the content of a formula without a result: a fault, or its text if it is only a text: ="0101"."""
    return text_content(f"={formula}") if WRAPPED.fullmatch(f"={formula}") else Content(None, PENDING)
