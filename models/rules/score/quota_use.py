"""名额的使用: how many units of a class have each grade after a correction, against its places (1-2.19, A24)."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.rules.errors import Refused
from models.rules.score.quotas import StoredQuotas, quotas_of
from models.rules.score.ranking import places


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
