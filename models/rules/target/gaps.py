"""1+6+N: what a department's initial list lacks, and weights with a wrong sum (1-6.1, 1-6.2, A36, A38, A4)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from models.rules.kinds import Category, ManagementMode, Origin, PartyItem
from models.rules.points import in_words
from models.rules.several import first_of

FUNCTIONAL_WEIGHT = Decimal(50)  # of all 职能绩效目标 together (6.2)
PARTY_WEIGHT = Decimal(41)  # of the five items of 机关党建目标 (6.1)


@dataclass(frozen=True, slots=True)
class Minima:
    """1+6+N of a year: the least numbers by origin and together; those of 脱贫攻坚目标 are settings (A36)."""

    poverty_label: str = Origin.POVERTY_RELIEF.label
    poverty: int = 1
    own: int = 6
    together: int = 7

    @classmethod
    def of(cls, setting: Mapping[str, Any] | None) -> Self:
        """A36: return the numbers of a year by the value of the setting, those of the clause if it is 未设定."""
        return cls(setting["label"], setting["least"]) if setting else cls()


def gaps(origins: Iterable[Origin | None], minima: Minima = Minima()) -> list[str]:
    """6.2: return what a department's 职能绩效目标 lack: 缺本级目标2项; empty if the list is complete.

    `origins` are those of its initial targets, issued before and with this act (A36: dynamic targets repair no gap). A
    target without an origin counts only for the number together.
    """
    counts = Counter(origins)
    asked = {minima.poverty_label: (Origin.POVERTY_RELIEF, minima.poverty), Origin.OWN.label: (Origin.OWN, minima.own)}
    missing = {label: max(least - counts[origin], 0) for label, (origin, least) in asked.items()}
    found = [f"缺{label}{number}项" for label, number in missing.items() if number]
    more = minima.together - counts.total() - sum(missing.values())
    return [*found, f"职能绩效目标合计不少于{minima.together}项，另缺{more}项"] if more > 0 else found


def takes_weight(category: Category | None, management: ManagementMode | None) -> bool:
    """A38: return whether a target can have a weight: only a 职能绩效目标 of the initial list."""
    return category is not Category.BUILDING and management is not ManagementMode.DYNAMIC


def weight_faults(weights: Mapping[str, Decimal | None]) -> list[str]:
    """A38: return the faults of the weights of a department's initial 职能绩效目标, by code: they sum to 50, exactly.

    The agency may set none at all; then there is no fault.
    """
    given = {code: weight for code, weight in weights.items() if weight is not None}
    if not given:
        return []
    without = first_of([f"“{code}”" for code in weights if code not in given], counted="项", between="")
    unset = [f"{without}没有权重，权重须逐项填写，或均不填写"] if without else []
    return [*unset, *_out_of_range(given), *_wrong_sum("职能绩效目标", given, FUNCTIONAL_WEIGHT)]


def item_weight_faults(weights: Mapping[PartyItem, Decimal]) -> list[str]:
    """6.1, A4: return the faults of a year's weights of the five 党建 items: they sum to 41, exactly.

    There is no default: without any weight they are 未设定, and there is no fault.
    """
    if not weights:
        return []
    missing = "、".join(item.label for item in PartyItem if item not in weights)
    given = {item.label: weight for item, weight in weights.items()}
    negative = [f"{name}的权重{in_words(weight)}是负数" for name, weight in given.items() if weight < 0]
    unset = [f"没有{missing}的权重，五项均须填写"] if missing else []
    return [*unset, *negative, *_wrong_sum("机关党建目标五项", given, PARTY_WEIGHT)]


def _out_of_range(weights: Mapping[str, Decimal]) -> Iterator[str]:
    for code, weight in weights.items():
        if not 0 < weight <= FUNCTIONAL_WEIGHT:
            yield f"“{code}”的权重{in_words(weight)}应大于0，不超过{FUNCTIONAL_WEIGHT}"


def _wrong_sum(of: str, weights: Mapping[str, Decimal], whole: Decimal) -> Iterator[str]:
    total = sum(weights.values(), Decimal(0))
    if total != whole:
        yield f"{of}的权重合计{in_words(total)}，应为{whole}"
