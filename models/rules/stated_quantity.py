"""数量 and 绩效要求: the numbers that the words of a target state in its unit; they may contradict its quantity."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
MULTIPLES = TENS | MYRIADS
ARABIC = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[,，]\d{3})*)(?:\.\d+)?"
CHINESE = "[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*(?:点[零〇一二三四五六七八九]+)?"
NUMBER = rf"(?:{ARABIC})[ 　]*[十百千万亿]*|{CHINESE}"
PERCENT = re.compile(rf"百分之({NUMBER})")
DATES = frozenset("年月日号")  # the numbers before these are mostly dates
# A number after one of these is an ordinal, vague, or part of a word: 第三次, 数十, 统一; or the end of another number.
NO_NUMBER = "第数几统唯同单之点零〇一二两三四五六七八九十百千万亿"
# Where the quantity is known, the number after 数 is it: 死亡人数10人以内.
NOT_IT = NO_NUMBER.replace("数", "")
WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that a text states in a unit: its value, its words, and the text before and after them."""

    value: Decimal
    words: str
    before: str
    after: str


def contradicting(requirement: str, quantity: Decimal | None, unit: str) -> list[str]:
    """Return the numbers, with the unit, that the requirement states, if the quantity is not among them.

    The list is empty without a quantity or a unit, for units of dates, if the words state nothing in exactly this unit,
    and if one of the numbers, or their total, is the quantity. 万 and 亿 may stand with the number or with the unit.
    """
    base, factor = split_unit(unit.translate(WIDE).strip())
    if quantity is None or not base or base in DATES:
        return []
    stated = list(_stated(requirement.translate(WIDE), base))
    values = [each.value for each in stated]
    if quantity * factor in {*values, sum(values)}:
        return []
    return list(dict.fromkeys(each.words for each in stated))


def only_states(requirement: str, quantity: Decimal, unit: str) -> bool:
    """Return whether the requirement states the quantity in its unit, and no other quantity in that unit."""
    base, factor = split_unit(unit.translate(WIDE).strip())
    if not base or base in DATES:
        return False
    return {each.value for each in _stated(requirement.translate(WIDE), base)} == {quantity * factor}


def stated_as(requirement: str, quantity: Decimal, unit: str) -> Iterator[Stated]:
    """Yield each place where the requirement states the quantity in its unit; none for units of dates."""
    base, factor = split_unit(unit.translate(WIDE).strip())
    if base and base not in DATES:
        places = _stated(requirement.translate(WIDE), base, NOT_IT)
        yield from (each for each in places if each.value == quantity * factor)


def split_unit(unit: str) -> tuple[str, int]:
    """Return a unit without its multiple, and the multiple: 万套 is 套 and 10,000."""
    factor = 1
    while len(unit) > 1 and unit[0] in MULTIPLES:
        factor, unit = factor * MULTIPLES[unit[0]], unit[1:]
    return unit, factor


def _stated(text: str, unit: str, before: str = NO_NUMBER) -> Iterator[Stated]:
    """Yield each number before the unit, also the lower end of a range; none after one of the characters `before`."""
    pattern = rf"(?<![{before}\d.])(?:({NUMBER})[-—~～至到])?({NUMBER})[ 　]*{re.escape(unit)}"
    for found in re.finditer(pattern, text):
        for number in _ends(*found.groups()):
            words = f"{number.strip()}{unit}"
            yield Stated(read_number(number), words, text[: found.start()], text[found.end() :])
    if unit == "%":
        for found in PERCENT.finditer(text):
            yield Stated(read_number(found[1]), found[0], text[: found.start()], text[found.end() :])


def _ends(lower: str | None, upper: str) -> Iterator[str]:
    """Yield both ends of a range; a multiple after the upper one holds for a lower one without: 1.5-2万亩."""
    if lower:
        multiple = upper[len(upper.rstrip("".join(MYRIADS))) :]
        yield lower if set(lower) & set(MULTIPLES) else f"{lower.strip()}{multiple}"
    yield upper


def read_number(text: str) -> Decimal:
    """Return the value of a number in Arabic or Chinese numerals, or both: 1,000, 2.5万, 三百二十, 三点五."""
    arabic = re.match(ARABIC, text)
    if not arabic:
        return _read_chinese(text)
    value = Decimal(re.sub("[,，\\s]", "", arabic[0]))
    for char in text[arabic.end() :].strip():
        value *= MULTIPLES[char]
    return value


def _read_chinese(text: str) -> Decimal:
    whole, _, part = text.partition("点")
    total, section, digit = 0, 0, 0
    for char in whole:
        if char in MYRIADS:
            total, section, digit = _raise(total, section + digit, MYRIADS[char]), 0, 0
        elif char in TENS:
            section, digit = section + (digit or 1) * TENS[char], 0
        else:
            digit = digit * 10 + DIGITS[char]  # 二〇二六
    decimals = "".join(str(DIGITS[char]) for char in part)
    value = total + section + digit
    return Decimal(f"{value}.{decimals}") if decimals else Decimal(value)


def _raise(total: int, section: int, myriad: int) -> int:
    """Return the value of what stands before 万 or 亿: 三亿五千万 adds, 一万亿 multiplies."""
    return (total + section) * myriad if myriad > total else total + max(section, 1) * myriad
