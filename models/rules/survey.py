"""公众测评: the 不满意度 of a department by dimension and group of respondents (1-2.14, 1-8.3, A43).

It has nothing to do with the score: it is printed next to it (A1, A44).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.points import UNSET, in_words
from models.rules.setting import parts_of

GROUPS_EXAMPLE = "人大代表、政协委员、机关干部、企事业单位人员、社会公众"
WEIGHTS_EXAMPLE = "人大代表20%、政协委员20%、机关干部20%、企事业单位人员20%、社会公众20%"
GROUP = re.compile(r"[^\d%:\s]{1,20}")
WEIGHT = re.compile(r"([^\d%:\s]{1,20})\s*:?\s*(\d{1,3}(?:\.\d{1,2})?)%", re.ASCII)
WHOLE = Decimal(100)
IMPOSSIBLE = "无法计算"
CODE, PART = 16, 4  # hexadecimal digits of a row's check code, and of each of its parts
HUNDREDTHS = 10_000  # of a percent in the whole


class Dimension(Labelled):
    """方面: the five that the standard names (8.3)."""

    EXECUTION = "execution", "执行能力"
    EFFICIENCY = "efficiency", "办事效率"
    ATTITUDE = "attitude", "服务态度"
    LAWFULNESS = "lawfulness", "依法行政"
    PROBITY = "probity", "廉洁自律"


class Number(Labelled):
    """What is counted in each cell."""

    ASKED = "asked", "调查人数"
    ANSWERED = "answered", "作答人数"
    DISSATISFIED = "dissatisfied", "不满意人数"


@dataclass(frozen=True, slots=True)
class Count:
    """A cell: how many of a group were asked about a department in one dimension, answered, and are dissatisfied."""

    asked: int
    answered: int
    dissatisfied: int

    @property
    def rate(self) -> Fraction | None:
        """A43: return dissatisfied ÷ answered, exactly; None without answers."""
        return Fraction(self.dissatisfied, self.answered) if self.answered else None

    def __str__(self) -> str:
        """Return the numbers in words: 调查100、作答80、不满意4."""
        return f"调查{self.asked}、作答{self.answered}、不满意{self.dissatisfied}"


@dataclass(frozen=True, slots=True)
class Dissatisfaction:
    """不满意度 over the groups; None with the reason in words, which begins with 未设定 or 无法计算."""

    value: Fraction | None
    lacks: str = ""

    @property
    def words(self) -> str:
        """Return it as people read it."""
        return self.lacks if self.value is None else percent(self.value)


def weighted_rate(counts: Mapping[str, Count], weights: Mapping[str, Decimal] | None) -> Dissatisfaction:
    """A43: return the mean of the groups' rates by their weights; nothing is computed from a part of the groups."""
    if weights is None:
        return Dissatisfaction(None, f"{UNSET}：群体权重（survey_group_weights）")
    if counts.keys() != weights.keys():
        return Dissatisfaction(None, f"{IMPOSSIBLE}：群体权重与测评的群体不一致")
    rates = {group: count.rate for group, count in counts.items()}
    if silent := [group for group, rate in rates.items() if rate is None]:
        return Dissatisfaction(None, f"{IMPOSSIBLE}：{'、'.join(silent)}无人作答")
    return Dissatisfaction(
        sum((Fraction(weights[group]) / 100 * rate for group, rate in rates.items() if rate), Fraction(0))
    )


def percent(rate: Fraction | None) -> str:
    """Return a rate with two digits, half up; 无法计算 for None."""
    if rate is None:
        return IMPOSSIBLE
    whole, part = divmod((2 * HUNDREDTHS * rate.numerator + rate.denominator) // (2 * rate.denominator), 100)
    return f"{whole}.{part:02d}%"


def count_faults(count: Count) -> Iterator[tuple[Number, str]]:
    """Yield what is wrong with a cell: the number, and why."""
    if count.answered > count.asked:
        yield Number.ANSWERED, f"“{count.answered}”多于调查人数{count.asked}，请核对"
    if count.dissatisfied > count.answered:
        yield Number.DISSATISFIED, f"“{count.dissatisfied}”多于作答人数{count.answered}，请核对"


def title_of(dimension: Dimension, number: Number) -> str:
    """Return the title of the column with a number of a dimension: 执行能力·调查人数."""
    return f"{dimension.label}·{number.label}"


def row_code(digest: str, row: Sequence[object]) -> str:
    """Return the check code of a row of a sheet: what is printed in it, under the digest of the whole sheet."""
    text = json.dumps([digest, *row], ensure_ascii=False, separators=(",", ":"))
    code = sha256(text.encode()).hexdigest()[:CODE]
    return "-".join(code[at : at + PART] for at in range(0, CODE, PART))


def check_year(year: int, day: date) -> None:
    """Raise Refused for a year that is neither the present one nor the one before."""
    if not day.year - 1 <= year <= day.year:
        raise Refused(f"今天是{day}，只能办理{day.year - 1}年或{day.year}年的公众测评，请核对年度。")


def read_groups(raw: Any) -> list[str]:  # noqa: ANN401 - what a person wrote
    """Parse the groups of respondents, as in GROUPS_EXAMPLE. Raises ValueError if one is no name or stands twice."""
    groups = parts_of(raw)
    if wrong := [group for group in groups if not GROUP.fullmatch(group)]:
        raise ValueError(f"“{wrong[0]}”不是群体的名称，应为20字以内的文字，如：{GROUPS_EXAMPLE}")
    _check_once(groups)
    return groups


def read_group_weights(raw: Any) -> list[list[str]]:  # noqa: ANN401 - what a person wrote
    """Parse the weight of each group, as in WEIGHTS_EXAMPLE. Raises ValueError unless they sum to 100 %."""
    found = [(part, WEIGHT.fullmatch(part)) for part in parts_of(raw)]
    if wrong := [part for part, weight in found if not weight or not Decimal(weight[2])]:
        raise ValueError(f"“{wrong[0]}”应为群体和大于0的权重，如：{WEIGHTS_EXAMPLE}")
    pairs = [(weight[1], Decimal(weight[2])) for _, weight in found if weight]
    _check_once([group for group, _ in pairs])
    if (whole := sum((weight for _, weight in pairs), Decimal(0))) != WHOLE:
        raise ValueError(f"各群体的权重合计{in_words(whole)}%，应为100%")
    return [[group, in_words(weight)] for group, weight in pairs]


def group_weights_in_words(stored: Sequence[Sequence[str]]) -> str:
    """Return the weights as people write them."""
    return "、".join(f"{group}{weight}%" for group, weight in stored)


def group_weights(stored: Sequence[Sequence[str]] | None) -> Mapping[str, Decimal] | None:
    """Return the weight of each group; None if they are 未设定."""
    return None if stored is None else {group: Decimal(weight) for group, weight in stored}


def _check_once(groups: Sequence[str]) -> None:
    if twice := sorted({group for group in groups if groups.count(group) > 1}):
        raise ValueError(f"群体“{twice[0]}”写了两次")
