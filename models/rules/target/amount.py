"""数量: what a target asks or a report states, with its unit and its qualifier (不少于, 以上, 左右, 以内)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.rules.kinds import Labelled
from models.rules.points import in_words
from models.rules.stated_quantity import ARABIC, CHINESE, WIDE, Stated, read_number, stated_as


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
_QUALIFIERS_BEFORE = f"{_MORE_BEFORE}|{_LESS_BEFORE}|{_ABOUT_BEFORE}"
_QUALIFIERS_AFTER = f"{_MORE_AFTER}|{_LESS_AFTER}|{_ABOUT_AFTER}"
WRITTEN = re.compile(
    rf"(?P<before>{_QUALIFIERS_BEFORE})?\s*(?P<number>{ARABIC}|{CHINESE})\s*"
    rf"(?P<unit>[^\d\s]*?)(?P<after>{_QUALIFIERS_AFTER})?"
)


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


def read_amount(text: str) -> Amount:
    """Parse an amount that a person wrote: 不少于6.76万人, 1,000公里, 三百户左右; 万 and 亿 stay with the unit.

    Raises ValueError if the text is no number with at most a unit and a qualifier.
    """
    found = WRITTEN.fullmatch(text.translate(WIDE).strip())
    if not found:
        raise ValueError(f"“{text}”不是数量，应为数字和单位，如：6.76万人、不少于1000公里")
    place = Stated(read_number(found["number"]), "", found["before"] or "", found["after"] or "")
    return _qualify(place.value, found["unit"], place)


def _qualifiers(place: Stated) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    return BEFORE.search(place.before.rstrip()), AFTER.match(place.after.lstrip())


def _qualify(quantity: Decimal, unit: str, place: Stated) -> Amount:
    kinds = {each.lastgroup for each in _qualifiers(place) if each}
    return Amount(quantity, unit, Direction.NOT_MORE if "more" in kinds else Direction.NOT_LESS, "about" in kinds)
