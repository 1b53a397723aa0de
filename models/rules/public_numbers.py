"""公开数: a number that is known to all only after the commitment, in one spelling for each result (4.4)."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from unicodedata import normalize

from models.rules.errors import Refused, printable
from models.rules.kinds import Labelled

REDS, RED, BLUE = 6, 33, 16  # six of 33 red balls, one of 16 blue ones
DIGITS = 3
PEOPLE_PRESENT, BELOW = 2, 1_000_000
CLOSING = re.compile(r"(?:0|[1-9]\d{0,6})\.\d\d", re.ASCII)
ISSUE = re.compile(r"\d{5,}", re.ASCII)  # not the 3 of 福彩3D
BETWEEN_NUMBERS = re.compile(r"[\s,，、+;；]+")
NAMED_PERSON = re.compile(r"([^/\s]+)/([^/\s]+)")


class NumberKind(Labelled):
    """公开数种类: where the number comes from."""

    DOUBLE_COLOUR = "double_colour", "双色球"
    LOTTERY_3D = "lottery_3d", "福彩3D"
    INDEX = "index", "指数收盘点位"
    TWO_PEOPLE = "two_people", "两人报数"


# The weekdays on which a lottery is drawn, Monday first, and the draws of a year that may fall away on closed days.
DRAWN_ON: Mapping[NumberKind, frozenset[int]] = {
    NumberKind.DOUBLE_COLOUR: frozenset({1, 3, 6}),
    NumberKind.LOTTERY_3D: frozenset(range(7)),
}
CLOSED = {NumberKind.DOUBLE_COLOUR: 12, NumberKind.LOTTERY_3D: 30}
LOTTERIES = frozenset(DRAWN_ON)
OF_YEAR = re.compile(r"(?:20)?(\d{2})(\d{3})", re.ASCII)  # year and number of an issue
FORMS: Mapping[NumberKind, str] = {
    NumberKind.DOUBLE_COLOUR: "红球六个、由小到大、各写两位、用逗号隔开，加号后写蓝球，如05,12,19,22,28,33+07",
    NumberKind.LOTTERY_3D: "三个数字，按开奖次序，如058",
    NumberKind.INDEX: "当日收盘点位，两位小数，如3021.50",
    NumberKind.TWO_PEOPLE: "两人各写的0至999999的整数，按约定的次序，用逗号隔开，如58,120033",
}


def spell(kind: NumberKind, text: str) -> str:
    """4.4: return the one spelling of a result; raises Refused if the text is no result of this kind.

    Widths of characters, blanks, the order of the red balls and leading zeros of a part do not matter.
    """
    parts = [part for part in BETWEEN_NUMBERS.split(normalize("NFKC", text).strip()) if part]
    spelled = SPELLERS[kind](parts)
    if spelled is None:
        raise Refused(f"“{printable(text)}”不是{kind.label}的号码。写法：{FORMS[kind]}。")
    return spelled


def two_people(text: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Parse the two people who each write a number: DEPARTMENT/NAME twice. Raises Refused for anything else."""
    named = [NAMED_PERSON.fullmatch(part) for part in BETWEEN_NUMBERS.split(text.strip()) if part]
    if len(named) != PEOPLE_PRESENT or not all(named):
        raise Refused("两人报数的，公开数名称应写明两人：部门/姓名、部门/姓名，按报数的次序。")
    first, second = ((found[1], found[2]) for found in named if found)
    return first, second


def issue_of(kind: NumberKind, name: str) -> str:
    """Return the issue in the name of a lottery's number: 2026030 of 双色球第2026030期 or 双色球第26030期.

    Empty if it names none or more than one, and for other kinds, whose name may be the same on another day.
    """
    found = ISSUE.findall(normalize("NFKC", name)) if kind in LOTTERIES else []
    issues = {f"20{parts[1]}{parts[2]}" for each in found if (parts := OF_YEAR.fullmatch(each))}
    return min(issues) if len(issues) == 1 else ""


def draw_of(kind: NumberKind, name: str, day: date | None) -> tuple[str, str]:
    """Return what names one public draw: its issue, or its name and day; empty for two people, who draw for one."""
    if kind is NumberKind.TWO_PEOPLE:
        return "", ""
    issue = issue_of(kind, name)
    return (issue, "") if issue else ("".join(normalize("NFKC", name).split()), str(day))


def check_issue(kind: NumberKind, name: str, day: date) -> None:
    """4.4: raise Refused if the name of a lottery's number has no issue, or one that cannot be drawn on that day.

    The result of such an issue may be long known. The issues of a year are numbered; closed days only make the number
    smaller.
    """
    if kind not in LOTTERIES:
        return
    issue = issue_of(kind, name)
    if not issue:
        example = f"{kind.label}第{day.year}001期"
        raise Refused(f"“{printable(name)}”没有写明是哪一期，请在公开数名称中写明一个期号，如{example}。")
    days = (date(day.year, 1, 1) + timedelta(n) for n in range(day.timetuple().tm_yday))
    most = sum(each.weekday() in DRAWN_ON[kind] for each in days)
    least = max(most - CLOSED[kind], 1)
    if not f"{day.year}{least:03d}" <= issue <= f"{day.year}{most:03d}":
        raise Refused(
            f"“{printable(name)}”与公布日期{day}不符：{kind.label}这一天开奖的在第{day.year}{least:03d}期"
            f"至第{day.year}{most:03d}期之间，请核对期号和日期。"
        )


def _spell_double_colour(parts: list[str]) -> str | None:
    numbers = [int(part) for part in parts if re.fullmatch(r"\d{1,2}", part, re.ASCII)]
    reds, blues = sorted(numbers[:REDS]), numbers[REDS:]
    whole = len(numbers) == len(parts) and len(set(reds)) == REDS and len(blues) == 1
    if not whole or not all(1 <= red <= RED for red in reds) or not 1 <= blues[0] <= BLUE:
        return None
    return f"{','.join(f'{red:02d}' for red in reds)}+{blues[0]:02d}"


def _spell_lottery_3d(parts: list[str]) -> str | None:
    digits = "".join(parts)
    return digits if re.fullmatch(rf"\d{{{DIGITS}}}", digits, re.ASCII) else None


def _spell_two_people(parts: list[str]) -> str | None:
    if len(parts) != PEOPLE_PRESENT or not all(re.fullmatch(r"\d{1,6}", part, re.ASCII) for part in parts):
        return None
    return ",".join(str(int(part)) for part in parts)


SPELLERS: Mapping[NumberKind, Callable[[list[str]], str | None]] = {
    NumberKind.DOUBLE_COLOUR: _spell_double_colour,
    NumberKind.LOTTERY_3D: _spell_lottery_3d,
    NumberKind.INDEX: lambda parts: parts[0] if len(parts) == 1 and CLOSING.fullmatch(parts[0]) else None,
    NumberKind.TWO_PEOPLE: _spell_two_people,
}
