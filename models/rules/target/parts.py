"""分解: parts marked 可加 are together not less than the whole, in its unit (1-2.3, A52)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from models.rules.rounding import half_up
from models.rules.target.amount import Amount, Direction, is_proposed_addable, is_rate, ratio

NO_AMOUNT = "没有数量"
DIGITS = 100  # of a sum: it is exact
DECIMALS = 4  # of an amount that has no end in decimals, such as 公顷 in 亩


@dataclass(frozen=True, slots=True)
class TargetPart:
    """A target in its place: its parent (empty at the top), what it asks or reports, and its column 可加.

    `addable` is None if the column is empty: then the unit decides. Targets without a quantity have no amount.
    """

    code: str
    parent: str = ""
    amount: Amount | None = None
    addable: bool | None = None

    @property
    def is_addable(self) -> bool:
        """Return whether the part is to be added: by its column, by default as its unit proposes."""
        if self.addable is None:
            return self.amount is not None and is_proposed_addable(self.amount.unit)
        return self.addable


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A part that is 不计入合计, with the reason; refused only if its column says 可加=是 and its unit forbids it."""

    code: str
    why: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole with its parts; `together` is the sum of the counted ones in the whole's unit, None if none counts."""

    whole: TargetPart
    counted: tuple[TargetPart, ...]
    uncounted: tuple[Uncounted, ...]
    together: Fraction | None

    @property
    def short(self) -> Fraction:
        """Return how much the parts lack of the whole, 0 if nothing; a whole 左右 asks for its printed digits only."""
        amount = self.whole.amount
        if amount is None or self.together is None or amount.direction is Direction.NOT_MORE:
            return Fraction(0)
        missing = Fraction(amount.quantity) - self.together
        return missing if missing > (amount.half_unit if amount.about else 0) else Fraction(0)

    @property
    def over(self) -> Fraction:
        """Return how much the parts exceed a whole that is 以内 (不多于) or 等于; 0 for every other whole."""
        amount = self.whole.amount
        if amount is None or self.together is None or amount.direction is Direction.NOT_LESS:
            return Fraction(0)
        return max(self.together - Fraction(amount.quantity), Fraction(0))

    @property
    def adds_up(self) -> bool | None:
        """Return whether reported parts give the reported whole at half a unit of the coarsest last printed digit.

        Returns None if there is nothing to compare, or a part has no quantity yet.
        """
        amount = self.whole.amount
        if amount is None or self.together is None or any(part.why == NO_AMOUNT for part in self.uncounted):
            return None
        printed = ((part.amount.half_unit, part.amount.unit) for part in self.counted if part.amount)
        halves = (half * (ratio(unit, amount.unit) or 0) for half, unit in printed)
        return abs(self.together - Fraction(amount.quantity)) <= max(amount.half_unit, *halves)

    @property
    def refusals(self) -> list[Uncounted]:
        """Return the parts that say 可加=是 and cannot be added."""
        return [part for part in self.uncounted if part.refused]

    @property
    def words(self) -> str:
        """Return the comparison in one sentence, with what is not counted; empty without anything to say."""
        return "；".join([*self._compared(), *self._left_out()])

    def _compared(self) -> Iterator[str]:
        amount = self.whole.amount
        if amount and self.together is not None:
            compared = (
                f"“{self.whole.code}”{amount.words}，分解{len(self.counted)}项合计{say(self.together)}{amount.unit}"
            )
            word, gap = ("少", self.short) if self.short else ("多", self.over)
            yield f"{compared}，{word}{say(gap)}{amount.unit}" if gap else compared

    def _left_out(self) -> Iterator[str]:
        if self.uncounted:
            yield "不计入合计：" + "、".join(f"“{part.code}”（{part.why}）" for part in self.uncounted)


def sums(parts: Iterable[TargetPart]) -> list[Sum]:
    """Return the sum of each whole that has parts, in the order given. Work is linear in the number of parts.

    Parts whose parent is not among the given ones (上级另行管理) are in no sum.
    """
    everything = list(parts)
    below: defaultdict[str, list[TargetPart]] = defaultdict(list)
    for part in everything:
        if part.parent:
            below[part.parent].append(part)
    with localcontext(prec=DIGITS):
        return [_add(whole, below[whole.code]) for whole in everything if whole.code in below]


def reported_words(found: Sum | None) -> str:
    """1-2.3: return in words how reported quantities add up; empty unless the whole and a part reported one."""
    amount = found.whole.amount if found else None
    if found is None or amount is None or found.together is None:
        return ""
    words = (
        f"“{found.whole.code}”填报完成{amount.words}，下级{len(found.counted)}项合计{say(found.together)}{amount.unit}"
    )
    return words if found.adds_up is not False else f"{words}，两者不符"


def _add(whole: TargetPart, parts: list[TargetPart]) -> Sum:
    """Add up by unit first, so that each unit is converted once."""
    by_unit: defaultdict[str, Decimal] = defaultdict(Decimal)
    counted, uncounted = [], []
    for part in parts:
        judged = _judge(part, whole.amount)
        if isinstance(judged, Uncounted):
            uncounted.append(judged)
        else:
            counted.append(part)
            by_unit[judged.unit] += judged.quantity
    unit = whole.amount.unit if whole.amount else ""
    totals = [Fraction(total) * (ratio(each, unit) or 0) for each, total in by_unit.items()]
    return Sum(whole, tuple(counted), tuple(uncounted), sum(totals, Fraction(0)) if counted else None)


def _judge(part: TargetPart, whole: Amount | None) -> Amount | Uncounted:
    """Return the amount of a part if it counts, else the part with the reason why not."""
    if part.amount is None:
        return Uncounted(part.code, NO_AMOUNT)
    if not part.is_addable:
        return Uncounted(part.code, f"{_unit_of(part.amount)}不可加" if part.addable is None else "填明不可加")
    if is_rate(part.amount.unit):
        return Uncounted(part.code, f"{_unit_of(part.amount)}是比率或均值，不能相加", refused=True)
    return _compare(part, part.amount, whole)


def _compare(part: TargetPart, amount: Amount, whole: Amount | None) -> Amount | Uncounted:
    if whole is None:
        return Uncounted(part.code, "上级目标没有数量")
    if ratio(amount.unit, whole.unit) is None:
        why = f"{_unit_of(amount)}不能换算为“{whole.unit or '无'}”"
        return Uncounted(part.code, why, refused=part.addable is True)
    if amount.direction is Direction.NOT_MORE and whole.direction is not Direction.NOT_MORE:
        return Uncounted(part.code, "只有上限，不能保证上级目标的数量")
    return amount


def _unit_of(amount: Amount) -> str:
    return f"单位“{amount.unit}”" if amount.unit else "没有单位，"


def say(number: Fraction) -> str:
    """Return a number in decimals: 7.497; one without an end in decimals with four, rounded half up: 约66.6667."""
    rounded = half_up(number, DECIMALS)
    if Fraction(rounded) == number:
        return f"{rounded.normalize():f}"
    digits = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{digits:f}" if Fraction(digits) == number else f"约{rounded.normalize():f}"
