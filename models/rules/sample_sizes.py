"""抽取数量: the sample size of a stratum - a number, a share with a minimum, or the whole stratum."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from models.rules.errors import Refused

A_SHARE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*[%％]|(0?\.\d{1,9}|1(?:\.0{1,9})?)|(\d{1,9})/([1-9]\d{0,8})", re.ASCII)
WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class SizeRule:
    """`number` of each stratum, or a `share` of it, rounded up and at least `least`; `certain` strata are drawn whole.

    A stratum with fewer than `least` members is drawn whole. Raises Refused if neither or both are given, or if a value
    is not positive or exceeds the whole.
    """

    number: int = 0
    share: Fraction = Fraction(0)
    least: int = 1
    certain: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Raise Refused if the rule is empty or contradicts itself."""
        if bool(self.number) == bool(self.share):
            raise Refused("请写明每层抽取的数量或比例，两者选一。")
        if self.number < 0 or not 0 <= self.share <= WHOLE or self.least < 1:
            raise Refused("抽取数量和至少抽取的数量应为正整数，比例应大于0且不超过100%。")
        if self.number and self.least > 1:
            raise Refused("至少抽取的数量只与比例同用；按数量抽取的，直接写数量。")

    def take(self, name: str, size: int) -> int:
        """Return the number to draw from the stratum with this name and size."""
        if name in self.certain:
            return size
        return self.number or min(size, max(self.least, ceil(self.share * size)))

    @property
    def words(self) -> str:
        """Format the rule for people: 每层抽10%（不足1项的进为1项），至少2项；“重点项目”全部抽取."""
        each = f"每层抽{self.number}项"
        if self.share:
            each = f"每层抽{format_share(self.share)}（不足1项的进为1项），至少{self.least}项"
        whole = "、".join(f"“{name}”" for name in sorted(self.certain))
        return f"{each}；{whole}全部抽取" if whole else each

    def as_json(self) -> dict[str, Any]:
        """Return the rule as a JSON structure."""
        how = {"number": self.number} if self.number else {"share": str(self.share), "least": self.least}
        return {**how, "certain": sorted(self.certain)}


def read_rule(data: Mapping[str, Any]) -> SizeRule:
    """Return the rule stored by `as_json`. Raises TypeError, ValueError or Refused if the data has another form."""
    number, least = data.get("number", 0), data.get("least", 1)
    if type(number) is not int or type(least) is not int:
        raise TypeError(number)
    return SizeRule(
        number, read_share(data["share"]) if "share" in data else Fraction(0), least, frozenset(data["certain"])
    )


def read_share(text: str) -> Fraction:
    """Parse a share: 10%, 0.1 or 1/10. Raises Refused if the text is not a share."""
    found = A_SHARE.fullmatch(text.strip())
    if not found:
        raise Refused(f"“{text}”不是比例，请写成10%、0.1或1/10。")
    percent, decimal, above, under = found.groups()
    if percent:
        return Fraction(percent) / 100
    return Fraction(decimal) if decimal else Fraction(int(above), int(under))


def format_share(share: Fraction) -> str:
    """Format a share: as a percentage if that is exact, else as a fraction."""
    percent = share * 100
    exact = round(float(percent), 6)
    return f"{exact:g}%" if Fraction(str(exact)) == percent else str(share)
