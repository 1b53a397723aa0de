"""What every format is read into: tables, whose lines are read one after the other, from the top."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from models.intake.complaints import Content
from models.intake.values import control_in, trimmed
from models.rules.errors import Refused

MAX_ROWS, MAX_COLUMNS = 50_000, 200
PENDING = "的公式没有计算结果，请用Excel打开并保存后重新导入"
WRAPPED = re.compile(r'="((?:[^"]|"")*)"')
ODD = (ValueError, LookupError, ArithmeticError)  # what one cell that no program writes raises


class Merge(NamedTuple):
    """A merged range, with its first and last row and column from 1."""

    top: int
    left: int
    bottom: int
    right: int


class SheetLine(NamedTuple):
    """One line of a table: its cells from the first column, and the merged ranges whose first row it is."""

    number: int
    cells: Sequence[Content]
    hidden: bool = False
    merges: Sequence[Merge] = ()

    @property
    def blank(self) -> bool:
        """Return whether no cell has a value or a fault."""
        return not any(value is not None or fault for value, fault, _ in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook, or a text file with one separator (then `name` is empty).

    `lines` reads from the start at each call. `guessed` states what was guessed to read the table at all.
    """

    name: str
    lines: Callable[[], Iterator[SheetLine]]
    visible: bool = True
    guessed: tuple[str, ...] = ()


def refusal(file: str, why: str) -> Refused:
    """Return the refusal of a whole file."""
    return Refused(f"未导入：“{file}”{why}。")


def too_large(file: str) -> Refused:
    """Return the refusal of a file with a value outside the rows and columns that are read."""
    return refusal(file, f"超过{MAX_ROWS}行或{MAX_COLUMNS}列，请删除多余的空行空列或拆分后重新导入")


def list_numbers(numbers: Sequence[int]) -> str:
    """Return row numbers in words, at most ten: 第3、5行."""
    listed = "、".join(map(str, numbers[:10]))
    return f"第{listed}行" if len(numbers) <= 10 else f"第{listed}行等{len(numbers)}行"  # noqa: PLR2004 - ten


def text_content(text: str) -> Content:
    """Return a text without outer spaces; with a fault if it has control characters."""
    control = control_in(text)
    fault = f"含有看不见的控制字符（{control}），请删除后重新导入" if control else ""
    content = trimmed(text)
    # Programs write ="0101" so that Excel does not cut the zero.
    if content.startswith('="') and (found := WRAPPED.fullmatch(content)):
        return Content(trimmed(found[1].replace('""', '"')) or None, fault, unwrapped=True)
    return Content(content or None, fault)


def odd_content(raw: str) -> Content:
    """Return the content of one cell that cannot be read; the others are."""
    return Content(raw[:50], f"“{raw[:50]}”读不出，请改正后重新导入")


def pending_content(formula: str) -> Content:
    """Return the content of a formula without a result: a fault, or its text if it is only a text: ="0101"."""
    return text_content(f"={formula}") if WRAPPED.fullmatch(f"={formula}") else Content(None, PENDING)
