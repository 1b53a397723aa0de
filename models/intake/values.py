"""Parsers of cells: each returns the checked value of a cell, or raises ValueError with the reason."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ValidationInfo

from models.intake.days import ShownDay, moment_in
from models.rules.chinese_dates import CHINESE, PARTED
from models.rules.kinds import Labelled
from models.rules.personal_names import sign_fault
from models.rules.target.gaps import FUNCTIONAL_WEIGHT

Cell = str | int | float | Decimal | date | None
Kind = TypeVar("Kind", bound=Labelled)
Parsed = TypeVar("Parsed")
Empty = TypeVar("Empty")

MOBILE = r"^(\d{11}|0\d{2,3}-\d{7,8})?$"  # or a landline with its area code
CREDIT_CODE = r"^[0-9A-HJ-NP-RTUWXY]{18}$"
DIGEST = r"^([0-9a-f]{8,64})?$"
FIRST_YEAR, LAST_YEAR = 2013, 2100
EXCEL_DIGITS, FULL = 15, 100  # Excel shows fifteen digits; further digits of a float are noise
_BLANK = " \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_UNSEEN = re.compile("[\u200b\u2060\ufeff]")  # joiners stay in free text: some names and emoji need them
_JOINERS = re.compile("[\u200c\u200d]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_DIGITS_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2})|\s*年\s*(\d{1,2})\s*月份?)", re.ASCII)
_QUARTER = re.compile(r"(\d{4})(?:Q|年第?)([1-4一二三四])(?:季度)?", re.ASCII | re.IGNORECASE)
_YES = frozenset(["是", "√", "✓", "✔", "☑", "Y", "YES", "TRUE"])
_NO = frozenset(["否", "×", "✗", "✘", "N", "NO", "FALSE"])
_BREAK = re.compile(r"[^\S\n]*\n\s*")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[, ]\d{3})+)(?:\.\d+)?", re.ASCII)


def trimmed(raw: str) -> str:
    """Return free text without invisible characters and surrounding blanks; its punctuation stays unchanged."""
    return _UNSEEN.sub("", raw.replace("\r\n", "\n")).strip(_BLANK)


def control_in(raw: str) -> str:
    """Return the first character that is not allowed in a cell, written as U+000B; empty by default."""
    found = _CONTROL.search(raw)
    return f"U+{ord(found[0]):04X}" if found else ""


def shown(cell: Cell) -> str:
    """Return a cell as a person sees it in the sheet, safe to print; empty for None."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return str(cell)[:10]
    raw = f"{cell:.{EXCEL_DIGITS}g}" if isinstance(cell, float) else str(cell)
    return _CONTROL.sub("\ufffd", raw)


def folded(cell: Cell) -> str:
    """Return a cell with full-width characters as ASCII: for codes, numbers, dates, addresses."""
    return _folded(shown(cell))


@lru_cache(maxsize=4096)  # the cells of a sheet repeat each other, and each is asked for several times
def _folded(raw: str) -> str:
    return _JOINERS.sub("", trimmed(unicodedata.normalize("NFKC", raw))).strip()


def text(cell: Cell) -> str:
    """Parse free text. Raises ValueError if it is empty."""
    content = trimmed(shown(cell))
    if not content:
        raise ValueError("不能为空")
    return content


def name(cell: Cell) -> str:
    """Parse a name, which stands on one line: a break between Latin letters becomes a space, any other disappears."""
    return text(one_line(shown(cell)))


def person_name(name: str) -> str:
    """Return the name of a person. Raises ValueError for what is no part of one."""
    if fault := sign_fault(name):
        raise ValueError(fault.removeprefix("姓名"))  # the name of the cell stands before it
    return name


def one_line(content: str) -> str:
    """Return text without line breaks; one between two ASCII characters becomes a space."""
    parts = [part for part in _BREAK.split(trimmed(content.replace("\r", "\n"))) if part]
    joined = parts[0] if parts else ""
    for part in parts[1:]:
        joined += f" {part}" if joined[-1].isascii() and part[0].isascii() else part
    return joined


def code(cell: Cell) -> str:
    """Parse a code: full-width characters become ASCII, invisible ones are removed."""
    if isinstance(cell, date | ShownDay):
        raise ValueError(f"“{shown(cell)}”被存成了日期，请把单元格改为文本格式后重新填写")  # noqa: TRY004 - for Pydantic
    if isinstance(cell, int | float) and abs(cell) >= 10**EXCEL_DIGITS:
        raise ValueError(f"“{shown(cell)}”超过15位，Excel已丢失末尾数字，请把单元格改为文本格式后重新填写")
    return text(folded(cell))


def day(cell: Cell, *, first_year: int = FIRST_YEAR) -> date:
    """Parse a date: 2026-06-30, 2026/6/30, 2026.6.30, 20260630, 2026年6月30日 or a date cell."""
    if isinstance(cell, date):
        return _check_range(cell.date() if isinstance(cell, datetime) else cell, first_year)
    content = text(folded(cell))
    if not (found := PARTED.fullmatch(_dashed(content))):
        wrong = "是数字，不是日期" if _NUMBER.fullmatch(content) else "不是有效日期"
        raise ValueError(f"“{content}”{wrong}，请写成2026-06-30这样的日期")
    return _check_range(_build_date(content, *map(int, found.group(1, 3, 4))), first_year)


def _dashed(content: str) -> str:
    """Return a date of any spelling with hyphens, without its time of day."""
    dashed = CHINESE.sub(r"\1-\2-\3", content)
    if found := _DIGITS_DATE.fullmatch(dashed):
        return "-".join(found.groups())
    return str(moment.date()) if (moment := moment_in(dashed)) else dashed


def _build_date(content: str, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError as unknown:
        raise ValueError(f"“{content}”不是有效日期") from unknown


def _check_range(value: date, first_year: int = FIRST_YEAR) -> date:
    if not first_year <= value.year <= LAST_YEAR:
        raise ValueError(f"“{value}”的年份应在{first_year}到{LAST_YEAR}之间")
    return value


def year(cell: Cell) -> int:
    """Parse a year such as 2026, 2026年 or 2026年度."""
    content = text(folded(cell))
    digits = content.removesuffix("度").removesuffix("年").rstrip() if "年" in content else content
    if not (digits.isascii() and digits.isdigit() and FIRST_YEAR <= int(digits[:5]) <= LAST_YEAR):
        raise ValueError(f"“{content}”不是{FIRST_YEAR}到{LAST_YEAR}之间的年份，请写成2026")
    return int(digits)


def month_or_quarter(cell: Cell) -> str:
    """Parse a month such as 2026-03, 2026年3月, or a quarter such as 2026Q1, 2026年第一季度.

    Excel turns a month into a date cell of its first day, which is accepted.
    """
    if found := _QUARTER.fullmatch(folded(cell)):
        number = "一二三四".find(found[2]) + 1 or int(found[2])
        return f"{_check_range(date(int(found[1]), number * 3, 1)).year}Q{number}"
    return _parse_month(cell)


def _parse_month(cell: Cell) -> str:
    if isinstance(cell, date) and cell.day == 1:
        return f"{_check_range(cell):%Y-%m}"
    content = text(folded(cell))
    found = _PERIOD.fullmatch(content)
    if not found:
        raise ValueError(f"“{content}”不是月份或季度，请写成2026-03或2026Q1")
    first = _build_date(content, int(found[1]), int(found[2] or found[3]), 1)
    return f"{_check_range(first):%Y-%m}"


def _parse_number(cell: Cell, advice: str) -> Decimal:
    content = text(folded(cell))
    raised = any(char.isdigit() and not char.isdecimal() for char in shown(cell))  # 10² is not 102
    if raised or not _NUMBER.fullmatch(content):
        raise ValueError(f"“{shown(cell) if raised else content}”{advice}")
    return Decimal(re.sub("[, ]", "", content)) or Decimal(0)  # -0 is 0


def quantity(cell: Cell, where: str = "把单位填在“单位”列") -> Decimal:
    """Parse a finite decimal that is not negative; its unit stands elsewhere."""
    number = _parse_number(cell, f"不是数，请只填数字，{where}")
    if number.copy_abs() >= 10**EXCEL_DIGITS:
        raise ValueError(f"“{shown(cell)}”超出范围，最多15位整数")
    if number < 0:
        raise ValueError(f"“{shown(cell)}”是负数；要求减少的，请填减少的数量，在绩效要求中写明")
    return number


def weight(cell: Cell) -> Decimal:
    """Parse the weight of a target, above 0 and at most that of all 职能绩效目标 together (A38)."""
    number = _parse_number(cell, "不是权重，请只填数字")
    if not 0 < number <= FUNCTIONAL_WEIGHT:
        raise ValueError(f"“{shown(cell)}”应大于0，不超过{FUNCTIONAL_WEIGHT}")
    return number


def percent(cell: Cell, *, most: int = FULL) -> Decimal:
    """Parse a progress between 0 and 100, with or without %, rounded to two decimals."""
    advice = "应在0到100之间，请填数字或百分数"
    content = text(folded(cell))
    number = _parse_number(content.removesuffix("%").rstrip() or content, advice)
    if not 0 <= number <= most:
        raise ValueError(f"“{content}”{f'超过{most}%，请核对' if number > most > FULL else advice}")
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def yes_no(cell: Cell) -> bool:
    """Parse 是 or 否, also as a tick, a cross or a letter."""
    if isinstance(cell, bool):
        return cell
    content = text(folded(cell))
    if content.upper() not in _YES | _NO:
        raise ValueError(f"“{content}”不在可选范围内，可填：是、否")
    return content.upper() in _YES


def names(cell: Cell | tuple[str, ...]) -> tuple[str, ...]:
    """Return the department names of one cell, separated by ; ； or 、, in their order, without repeats."""
    parts = cell if isinstance(cell, tuple) else re.split("[;；、]", shown(cell))
    return tuple(dict.fromkeys(single for part in parts if (single := one_line(part))))


def choice(kind: type[Kind]) -> Callable[[Cell], Kind]:
    """Return a parser of a kind's labels or keys; a label may be broken into lines, its brackets half-width."""
    labels = {folded(member.label): member for member in kind}

    def parse(cell: Cell) -> Kind:
        content = one_line(folded(cell))
        return labels[content] if content in labels else kind.from_label(text(content))

    return parse


def optional(parse: Callable[[Cell], Parsed], empty: Empty) -> Callable[[Cell], Parsed | Empty]:
    """Return the same parser for a cell that may be empty; then it returns `empty`."""
    return lambda cell: parse(cell) if folded(cell) else empty


def in_order(valid_to: date | None, info: ValidationInfo) -> date | None:
    """Return the last day of a validity. Raises ValueError if it lies before the first."""
    valid_from = info.data.get("valid_from")
    if valid_from and valid_to and valid_to < valid_from:
        raise ValueError(f"“{valid_to}”早于生效日期“{valid_from}”")
    return valid_to


Code = Annotated[str, BeforeValidator(code)]
Text = Annotated[str, BeforeValidator(text)]
Name = Annotated[str, BeforeValidator(name)]
Day = Annotated[date, BeforeValidator(day)]
MaybeCode = Annotated[str, BeforeValidator(optional(code, ""))]
MaybeName = Annotated[str, BeforeValidator(optional(name, ""))]
MaybeText = Annotated[str, BeforeValidator(optional(text, ""))]
MaybeDay = Annotated[date | None, BeforeValidator(optional(day, None))]
