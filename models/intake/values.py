"""What one cell may say: each parser gives the checked value of a cell, or a ValueError that says why not."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ValidationInfo

from models.rules.kinds import Labelled
from models.rules.robots import is_robot_address

Cell = str | int | float | Decimal | date | None
Kind = TypeVar("Kind", bound=Labelled)
Parsed = TypeVar("Parsed")
Empty = TypeVar("Empty")

MOBILE = r"^(\d{11})?$"
CREDIT_CODE = r"^[0-9A-HJ-NP-RTUWXY]{18}$"
DIGEST = r"^([0-9a-f]{8,64})?$"
FIRST_YEAR, LAST_YEAR = 2013, 2100
EXCEL_DIGITS, EMAIL_LENGTH, FULL = 15, 254, 100
_BLANK = " \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_UNSEEN = re.compile("[\u200b\u2060\ufeff]")  # joiners stay in free text: some names and emoji need them
_JOINERS = re.compile("[\u200c\u200d]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_CHINESE_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2})|年(\d{1,2})月)", re.ASCII)
_QUARTER = re.compile(r"(\d{4})(?:Q|年第?)([1-4一二三四])(?:季度)?", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
_MOBILE = re.compile(r"1\d{10}", re.ASCII)
_WORD, _LABEL = r"[A-Za-z0-9_%+-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL}")


def trimmed(said: str) -> str:
    """Free text without what nobody sees at its ends or meant to type; its punctuation stays as written."""
    return _UNSEEN.sub("", said.replace("\r\n", "\n")).strip(_BLANK)


def control_in(said: str) -> str:
    """The first character that must not be in a cell, written as U+000B, or nothing."""
    found = _CONTROL.search(said)
    return f"U+{ord(found[0]):04X}" if found else ""


def shown(cell: Cell) -> str:
    """A cell as a person sees it in the sheet, safe to print."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return str(cell)[:10]
    # Excel shows fifteen digits; more of a float is noise of its binary form.
    said = f"{cell:.{EXCEL_DIGITS}g}" if isinstance(cell, float) else str(cell)
    return _CONTROL.sub("\ufffd", said)


def folded(cell: Cell) -> str:
    """A cell whose width of characters means nothing: codes, numbers, dates, addresses."""
    return _JOINERS.sub("", trimmed(unicodedata.normalize("NFKC", shown(cell)))).strip()


def text(cell: Cell) -> str:
    """Free text that must be there."""
    said = trimmed(shown(cell))
    if not said:
        raise ValueError("不能为空")
    return said


def code(cell: Cell) -> str:
    """A code: full-width characters become plain ones, invisible ones go."""
    if isinstance(cell, date):
        raise ValueError(f"“{shown(cell)}”被存成了日期，请把单元格改为文本格式后重新填写")  # noqa: TRY004 - for Pydantic
    if isinstance(cell, int | float) and abs(cell) >= 10**EXCEL_DIGITS:
        raise ValueError(f"“{shown(cell)}”超过15位，Excel已丢失末尾数字，请把单元格改为文本格式后重新填写")
    return text(folded(cell))


def day(cell: Cell, *, first_year: int = FIRST_YEAR) -> date:
    """A date: 2026-06-30, 2026/6/30, 2026.6.30, 2026年6月30日 or a date cell."""
    if isinstance(cell, date):
        return _in_range(cell.date() if isinstance(cell, datetime) else cell, first_year)
    said = text(folded(cell))
    found = _DATE.fullmatch(_CHINESE_DATE.sub(r"\1-\2-\3", said))
    if not found:
        wrong = "是数字，不是日期" if _NUMBER.fullmatch(said) else "不是有效日期"
        raise ValueError(f"“{said}”{wrong}，请写成2026-06-30这样的日期")
    return _in_range(_existing(said, *map(int, found.group(1, 3, 4))), first_year)


def _existing(said: str, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError as unknown:
        raise ValueError(f"“{said}”不是有效日期") from unknown


def _in_range(found: date, first_year: int = FIRST_YEAR) -> date:
    if not first_year <= found.year <= LAST_YEAR:
        raise ValueError(f"“{found}”的年份应在{first_year}到{LAST_YEAR}之间")
    return found


def year(cell: Cell) -> int:
    """A year such as 2026 or 2026年."""
    said = text(folded(cell))
    digits = said.removesuffix("年")
    if not (digits.isascii() and digits.isdigit() and FIRST_YEAR <= int(digits[:5]) <= LAST_YEAR):
        raise ValueError(f"“{said}”不是{FIRST_YEAR}到{LAST_YEAR}之间的年份，请写成2026")
    return int(digits)


def month_or_quarter(cell: Cell) -> str:
    """A month such as 2026-03, which Excel turns into a date cell of its first day, or a quarter such as 2026Q1 or
    2026年第一季度.
    """
    if found := _QUARTER.fullmatch(folded(cell)):
        number = "一二三四".find(found[2]) + 1 or int(found[2])
        return f"{_in_range(date(int(found[1]), number * 3, 1)).year}Q{number}"
    return _month(cell)


def _month(cell: Cell) -> str:
    if isinstance(cell, date) and cell.day == 1:
        return f"{_in_range(cell):%Y-%m}"
    said = text(folded(cell))
    found = _PERIOD.fullmatch(said)
    if not found:
        raise ValueError(f"“{said}”不是月份或季度，请写成2026-03或2026Q1")
    first = _existing(said, int(found[1]), int(found[2] or found[3]), 1)
    return f"{_in_range(first):%Y-%m}"


def _number(cell: Cell, advice: str) -> Decimal:
    said = text(folded(cell))
    if not _NUMBER.fullmatch(said):
        raise ValueError(f"“{said}”{advice}")
    return Decimal(said.replace(",", ""))


def quantity(cell: Cell) -> Decimal:
    """A finite decimal; its unit stands in a cell of its own."""
    found = _number(cell, "不是数，请只填数字，把单位填在“单位”列")
    if found.copy_abs() >= 10**EXCEL_DIGITS:
        raise ValueError(f"“{shown(cell)}”超出范围，最多15位整数")
    return found


def percent(cell: Cell) -> Decimal:
    """A progress between 0 and 100, with or without %, kept to two decimals."""
    advice = "应在0到100之间，请填数字或百分数"
    said = text(folded(cell))
    found = _number(said.removesuffix("%").rstrip() or said, advice)
    if not 0 <= found <= FULL:
        raise ValueError(f"“{said}”{advice}")
    return found.quantize(Decimal("0.01"), ROUND_HALF_UP)


def yes_no(cell: Cell) -> bool:
    """是 or 否."""
    if isinstance(cell, bool):
        return cell
    said = text(folded(cell))
    if said not in ("是", "否"):
        raise ValueError(f"“{said}”不在可选范围内，可填：是、否")
    return said == "是"


def email(cell: Cell) -> str:
    """A plain mail address."""
    said = text(folded(cell))
    if len(said) > EMAIL_LENGTH or not _EMAIL.fullmatch(said):
        raise ValueError(f"“{said}”不是有效的邮箱地址，请写成name@example.gov.cn")
    return said


def robot(cell: Cell) -> str:
    """The address of a group's robot; what is wrong with it is said without repeating it, for it is a secret."""
    said = text(folded(cell))
    scheme, mark, rest = said.partition("://")
    address = f"{scheme.lower()}{mark}{rest}" if mark else said
    if not is_robot_address(address):
        raise ValueError("不是有效的地址，请填机器人key、完整的webhook地址（https://……?key=……）或其他服务的Apprise地址")
    return address


def mobile(cell: Cell) -> str:
    """A mobile number of eleven digits; spaces and hyphens between them are dropped."""
    said = text(folded(cell))
    digits = re.sub(r"[\s-]", "", said)
    if not _MOBILE.fullmatch(digits):
        raise ValueError(f"“{said}”不是11位手机号码")
    return digits


def names(cell: Cell | tuple[str, ...]) -> tuple[str, ...]:
    """The departments of one cell, separated by ; ； or 、, each once, in their order."""
    parts = cell if isinstance(cell, tuple) else re.split("[;；、]", shown(cell))
    return tuple(dict.fromkeys(name for part in parts if (name := trimmed(part))))


def choice(kind: type[Kind]) -> Callable[[Cell], Kind]:
    """A parser of one of the kind's labels or keys."""
    return lambda cell: kind.from_label(text(folded(cell)))


def optional(parse: Callable[[Cell], Parsed], empty: Empty) -> Callable[[Cell], Parsed | Empty]:
    """The same parser for a cell that may be empty."""
    return lambda cell: parse(cell) if folded(cell) else empty


def in_order(valid_to: date | None, info: ValidationInfo) -> date | None:
    """The end of a validity, which must not come before its beginning."""
    valid_from = info.data.get("valid_from")
    if valid_from and valid_to and valid_to < valid_from:
        raise ValueError(f"“{valid_to}”早于生效日期“{valid_from}”")
    return valid_to


Code = Annotated[str, BeforeValidator(code)]
Text = Annotated[str, BeforeValidator(text)]
Day = Annotated[date, BeforeValidator(day)]
MaybeCode = Annotated[str, BeforeValidator(optional(code, ""))]
MaybeText = Annotated[str, BeforeValidator(optional(text, ""))]
MaybeEmail = Annotated[str, BeforeValidator(optional(email, ""))]
MaybeRobot = Annotated[str, BeforeValidator(optional(robot, ""))]
MaybeMobile = Annotated[str, BeforeValidator(optional(mobile, ""))]
MaybeDay = Annotated[date | None, BeforeValidator(optional(day, None))]
