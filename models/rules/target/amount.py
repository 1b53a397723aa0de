"""数量: what a target asks or a report states, with its unit and its qualifier (不少于, 以上, 左右, 以内)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from unicodedata import normalize

from models.rules.kinds import Labelled
from models.rules.points import in_words
from models.rules.stated_quantity import ARABIC, MULTIPLES, Stated, read_number, split_unit, stated_as


class Direction(Labelled):
    """方向: how what was done compares with the quantity asked."""

    NOT_LESS = "not_less", "不少于"
    NOT_MORE = "not_more", "不多于"
    EQUAL = "equal", "等于"


# 不超过, 不得超过, 未突破 are upper bounds, 不低于, 不得低于 lower ones: the match that begins first counts, so that a
# denied word never counts as the word alone. 节约, 签约 and other compounds are no 约.
_NOT = "(?:[不未无]|没有|防止|避免)[得能应可宜准要许会再]{0,2}"
_MORE_BEFORE = (
    f"{_NOT}(?:超过|超出|突破|多于|高于|大于|超)|控制在|[至最]多|上限为?|[≤≦<＜]|低于|少于|小于|[降减]低?少?[至到]"
)
_MORE_AFTER = "以内|之内|及?以下|为限"
_LESS_BEFORE, _LESS_AFTER = f"{_NOT}(?:少于|低于|小于)|至少|最少|超过|突破|超|[大高多]于|[≥≧>＞]", "及?以上"
_ABOUT_BEFORE, _ABOUT_AFTER = "大约|(?<![节预合签集违履续特契公条邀租])约", "左右|上下"
BEFORE = re.compile(rf"(?P<more>{_MORE_BEFORE})$|(?P<less>{_LESS_BEFORE})$|(?P<about>{_ABOUT_BEFORE})$")
AFTER = re.compile(rf"(?P<more>{_MORE_AFTER})|(?P<less>{_LESS_AFTER})|(?P<about>{_ABOUT_AFTER})")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in a unit; `about` if it is qualified as 左右. The digits of the number count: 7.50 is not 7.5."""

    quantity: Decimal
    unit: str = ""
    direction: Direction = Direction.NOT_LESS
    about: bool = False

    @property
    def words(self) -> str:
        """Return the quantity with its unit: 6.76万人."""
        return f"{in_words(self.quantity)}{self.unit}"

    @property
    def half_unit(self) -> Fraction:
        """Return half a unit of the last printed digit, in the amount's own unit."""
        return half_unit(self.quantity)


def half_unit(number: Decimal) -> Fraction:
    """Return half a unit of the last printed digit: 0.05 for 187.9, 0.5 for 119."""
    exponent = min(int(number.as_tuple().exponent), 0)
    return Fraction(1, 2 * 10**-exponent)


def asked_in(requirement: str, quantity: Decimal, unit: str) -> Amount:
    """Return the amount of a target whose words may qualify its quantity: 不少于1000公里, 1000公里以内, 6%左右.

    The first place that states the quantity in its unit with a qualifier counts; the default is 不少于.
    """
    qualified = (place for place in stated_as(requirement, quantity, unit) if any(_qualifiers(place)))
    found = next(qualified, None)
    return _qualify(quantity, unit, found) if found else Amount(quantity, unit)


def _qualifiers(place: Stated) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    return BEFORE.search(place.before.rstrip()), AFTER.match(place.after.lstrip())


def _qualify(quantity: Decimal, unit: str, place: Stated) -> Amount:
    kinds = {each.lastgroup for each in _qualifiers(place) if each}
    return Amount(quantity, unit, Direction.NOT_MORE if "more" in kinds else Direction.NOT_LESS, "about" in kinds)


# The units of a family and their sizes in its first unit; 万, 千 and other multiples may stand before each.
FAMILIES: tuple[dict[str, Fraction], ...] = (
    {"人": Fraction(1), "名": Fraction(1), "位": Fraction(1)},
    {"元": Fraction(1)},
    {"米": Fraction(1), "公里": Fraction(1000)},
    {
        "平方米": Fraction(1),
        "平米": Fraction(1),
        "m2": Fraction(1),  # ㎡ in compatible characters
        "亩": Fraction(10_000, 15),
        "公顷": Fraction(10_000),
        "平方公里": Fraction(1_000_000),
        "平方千米": Fraction(1_000_000),
    },
    {"立方米": Fraction(1), "升": Fraction(1, 1000)},
    {"克": Fraction(1), "斤": Fraction(500), "公斤": Fraction(1000), "吨": Fraction(1_000_000)},
    {"瓦": Fraction(1), "兆瓦": Fraction(1_000_000), "吉瓦": Fraction(1_000_000_000)},
    {"瓦时": Fraction(1), "兆瓦时": Fraction(1_000_000)},
)
SIZES = {name: (next(iter(family)), size) for family in FAMILIES for name, size in family.items()}
# Rates are never added; a quantity in one of the others may be a rank, a mark or a time, so its sum is not proposed.
RATES = frozenset({"%", "‰", "百分点", "个百分点", "倍", "成", "折"})
RATE_SIGNS = ("/", "每", "率", "%", "‰", "百分", "千分", "均", "占比", "比例", "比重", "指数")
NOT_PROPOSED = frozenset({"位", "名", "位次", "名次", "分", "级", "星", "℃"})
NOT_PROPOSED |= {"年", "月", "日", "天", "个月", "工作日", "个工作日", "小时", "个小时", "分钟"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as its family's first unit and its size in it: 万亩 is 平方米, 6,666,666 2/3."""

    family: str
    size: Fraction


def plain(unit: str) -> str:
    """Return a unit in its one spelling: without spaces, full-width characters as ASCII."""
    return "".join(normalize("NFKC", unit).split())


@lru_cache(maxsize=4096)
def read_unit(unit: str) -> Unit:
    """Return the family and the size of a unit; a unit of no family is a family of its own (个村, 套)."""
    spelled = plain(unit)
    base, multiple = (spelled, 1) if spelled in RATES else split_unit(spelled)
    family, size = SIZES.get(base, (base, Fraction(1)))
    return Unit(family, size * multiple)


@lru_cache(maxsize=65_536)
def ratio(unit: str, into: str) -> Fraction | None:
    """Return the factor from one unit into another: 万人 into 人 is 10,000; None if it cannot be converted."""
    one, other = read_unit(unit), read_unit(into)
    return one.size / other.size if one.family == other.family else None


def in_unit(written: str, unit: str) -> Decimal | None:
    """Return a number that is written with a unit or a multiple in another unit: 1.2万 in 亩 is 12,000.

    None if it cannot be converted; 万 alone is no unit of 万亩, since it may be meant as the same 万.
    """
    found = re.fullmatch(rf"({ARABIC})\s*(.*)", written)
    if not found or not unit:
        return None
    is_multiple = bool(found[2]) and set(found[2]) <= set(MULTIPLES)
    number, factor = read_number(found[1]), ratio(found[2] + unit if is_multiple else found[2] or unit, unit)
    if factor is None or (is_multiple and split_unit(unit)[1] > 1):
        return None
    converted = number * factor.numerator / factor.denominator
    return converted if Fraction(converted) == Fraction(number) * factor else None


@lru_cache(maxsize=4096)
def is_rate(unit: str) -> bool:
    """Return whether quantities of this unit are rates or averages (%, 元/人), which are shown and not added."""
    spelled = plain(unit)
    return spelled in RATES or any(sign in spelled for sign in RATE_SIGNS)


@lru_cache(maxsize=4096)
def is_proposed_addable(unit: str) -> bool:
    """A52: return whether parts in this unit are proposed as 可加; not %, 位, 名, 元/人, marks, times, or no unit.

    万名 is proposed, since no rank is counted in ten thousands.
    """
    spelled = plain(unit)
    return bool(spelled) and spelled not in NOT_PROPOSED and not is_rate(spelled)
