"""等次比例: the shares of the unit grades and the individuals' ratios as the agency writes them (1-2.19, A24, A45)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.rules.errors import Refused
from models.rules.points import in_words
from models.rules.score.grade import NO_GRADE, NO_PRIZE, UNIT_GRADES
from models.rules.score.ranking import HUNDRED, Quotas, places
from models.rules.setting import normalize_text

QUOTAS_EXAMPLE = "一等奖30%、二等奖50%、其余三等奖"
RATIOS_EXAMPLE = "一等奖25%、二等奖20%、三等奖15%"
A_SHARE = re.compile(r"([^\d%:]{1,20}?)\s*(\d{1,3}(?:\.\d{1,2})?)%", re.ASCII)
REST = re.compile(r"其余\s*([^\d%:\s]{1,20})", re.ASCII)
EVERY_CLASS = ""
Pairs = list[list[str]]
StoredQuotas = list[dict[str, Any]]


def read_quotas(raw: Any) -> StoredQuotas:  # noqa: ANN401 - what a person wrote
    """Parse the grades of all units, as in QUOTAS_EXAMPLE, or class by class: 甲类：一等奖30%、其余三等奖；…

    Raises ValueError if a share is no percentage, they exceed 100 %, a class or a grade stands twice, or a grade is not
    one of 2.19 in its order.
    """
    parts = [_of_class(part) for part in re.split("[;\n]", normalize_text(raw)) if part.strip()]
    names = [part["class"] for part in parts]
    if not parts or len(set(names)) < len(names) or (EVERY_CLASS in names and len(names) > 1):
        raise ValueError(f"“{raw}”应写明各等次的比例，每一类单位只写一次，如：{QUOTAS_EXAMPLE}")
    return parts


def _of_class(part: str) -> dict[str, Any]:
    name, colon, shares = part.partition(":")
    *upper, last = _split(shares if colon else name)
    rest = REST.fullmatch(last)
    if not rest:
        raise ValueError(f"“{part.strip()}”的最后应写明其余单位的等次，如：{QUOTAS_EXAMPLE}")
    pairs = _pairs(upper, QUOTAS_EXAMPLE)
    _check_grades([*dict(pairs), rest[1]])
    if (whole := sum((Decimal(share) for _, share in pairs), Decimal(0))) > HUNDRED:
        raise ValueError(f"“{part.strip()}”的比例合计{in_words(whole)}%，不得超过100%")
    return {"class": name.strip() if colon else EVERY_CLASS, "shares": pairs, "rest": rest[1]}


def _check_grades(grades: Sequence[str]) -> None:
    """2.19: raise ValueError unless these are grades of units, each once, the best first."""
    if twice := next((grade for n, grade in enumerate(grades) if grade in grades[:n]), None):
        raise ValueError(f"等次“{twice}”写了两次")
    order = (*UNIT_GRADES, NO_PRIZE)
    if unknown := [grade for grade in grades if grade not in order]:
        raise ValueError(f"没有“{'、'.join(unknown)}”这一等次，可填：{'、'.join(order)}")
    if list(grades) != sorted(grades, key=order.index):
        raise ValueError(f"等次应从高到低写，如：{QUOTAS_EXAMPLE}")


def quotas_in_words(stored: StoredQuotas) -> str:
    """Return the quotas as people write them."""
    return "；".join(f"{part['class']}{'：' if part['class'] else ''}{_grades_in_words(part)}" for part in stored)


def _grades_in_words(part: Mapping[str, Any]) -> str:
    return "、".join((*_each_in_words(part["shares"]), f"其余{part['rest']}"))


def quotas_of(stored: StoredQuotas, name: str) -> Quotas | None:
    """A24: return the quotas of a class of units, or those of all classes; None if there are none for it."""
    part = next((each for each in stored if each["class"] in (name, EVERY_CLASS)), None)
    if part is None:
        return None
    return Quotas(tuple((grade, Decimal(share)) for grade, share in part["shares"]), part["rest"])


def grades_for(stored: StoredQuotas, name: str) -> tuple[str, ...]:
    """2.19: return the grades that a unit of a class may have, the best first; one may always have no prize."""
    quotas = quotas_of(stored, name)
    ladder = () if quotas is None else (*(grade for grade, _ in quotas.shares), quotas.rest)
    return tuple(dict.fromkeys((*ladder, NO_PRIZE)))


def read_ratios(raw: Any) -> Pairs:  # noqa: ANN401 - what a person wrote
    """Parse the individuals' ratio of each grade of the unit, as in RATIOS_EXAMPLE.

    Raises ValueError if a ratio is no percentage up to 100, or a grade stands twice or is no grade of a unit.
    """
    pairs, known = _pairs(_split(normalize_text(raw)), RATIOS_EXAMPLE), (*UNIT_GRADES, NO_PRIZE, NO_GRADE)
    if unknown := [grade for grade, _ in pairs if grade not in known]:
        raise ValueError(f"没有“{'、'.join(unknown)}”这一等次，可填：{'、'.join(known)}")
    return pairs


def ratios_in_words(stored: Pairs) -> str:
    """Return the ratios as people write them."""
    return "、".join(_each_in_words(stored))


def ratio_of(stored: Pairs, grade: str) -> Decimal | None:
    """1-2.19: return the individuals' ratio of a unit's grade, None if it is not set."""
    return next((Decimal(share) for name, share in stored if name == grade), None)


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split("[、,]", text)]


def _pairs(parts: Iterable[str], example: str) -> Pairs:
    found: dict[str, str] = {}
    for part in parts:
        share = A_SHARE.fullmatch(part)
        if not share or Decimal(share[2]) > HUNDRED:
            raise ValueError(f"“{part}”应为等次和不超过100%的比例，如：{example}")
        if share[1] in found:
            raise ValueError(f"等次“{share[1]}”写了两次")
        found[share[1]] = in_words(Decimal(share[2]))
    return [[grade, share] for grade, share in found.items()]


def _each_in_words(pairs: Pairs) -> list[str]:
    return [f"{grade}{share}%" for grade, share in pairs]


def unknown_classes(stored: StoredQuotas, names: Sequence[str]) -> list[str]:
    """Return the classes that have quotas and are none of these."""
    return [part["class"] for part in stored if part["class"] not in (*names, EVERY_CLASS)]


@dataclass(frozen=True, slots=True)
class Regraded:
    """A unit that has a grade, before and after a correction."""

    unit_class: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """The units of a class that have a grade, before and after a correction, and the places of the grade."""

    unit_class: str
    grade: str
    before: int
    after: int
    places: int

    @property
    def is_exceeded(self) -> bool:
        """Return whether the correction takes more places than there are; those taken before it are not its own."""
        return self.after > max(self.places, self.before)

    @property
    def in_words(self) -> str:
        """Return the grade with its units and its places: 甲类一等奖4个（名额3个）."""
        return f"{self.unit_class}{self.grade}{self.after}个（名额{self.places}个）"


def quota_uses(units: Sequence[Regraded], stored: StoredQuotas) -> list[QuotaUse]:
    """A24: return the use of each grade that has a share, in the classes in which a grade changes; best grade first.

    The places are counted over all units of the class that have a grade, as at the approval.
    """
    found: list[QuotaUse] = []
    for name in sorted({each.unit_class for each in units if each.before != each.after}):
        own = [each for each in units if each.unit_class == name]
        quotas = quotas_of(stored, name)
        for grade, share in quotas.shares if quotas else ():
            before, after = (sum(each == grade for each in part) for part in zip(*map(_grades, own), strict=True))
            found.append(QuotaUse(name, grade, before, after, places(len(own), share)))
    return found


def _grades(unit: Regraded) -> tuple[str, str]:
    return unit.before, unit.after


def check_quotas(uses: Sequence[QuotaUse], *, over: bool) -> None:
    """Raise Refused if a correction exceeds a quota that its paper does not say is exceeded, or the other way round."""
    exceeded = [each.in_words for each in uses if each.is_exceeded]
    if exceeded and not over:
        raise Refused(
            f"更正以后{'、'.join(exceeded)}，超出等次名额；文件写明超出名额的，请写明“超出名额”为是（over_quota）。"
        )
    if over and not exceeded:
        raise Refused("更正以后没有超出等次名额，请不写“超出名额”（over_quota）。")
