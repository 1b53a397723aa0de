"""单位: which unit converts into which, and which quantities can be added up (1-2.3, A52)."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from unicodedata import normalize

from models.rules.stated_quantity import split_unit

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
