"""绩效指标: the tree below a target, at most three levels deep, and its leaves (1-2.9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.rules.chinese_dates import in_full
from models.rules.points import in_words
from models.rules.target.amount import Amount, Direction, asked_in
from models.rules.target.parents import circles, parent_faults

LEVELS = ("一级指标", "二级指标", "三级指标")
YEAR_END = "年底（默认）"
CODE, PARENT, QUANTITY, UNIT = "指标编号", "上级指标", "数量", "单位"
DIRECTION, STANDARD, DEADLINE = "方向", "标准", "完成时限"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a target asks: its year, its words, its quantity with the unit, and its deadline (None: 31 December)."""

    year: int
    words: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    deadline: date | None = None

    @property
    def last_day(self) -> date:
        """Return the deadline; 31 December of the year by default."""
        return self.deadline or date(self.year, 12, 31)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A node of the tree; `parent` is the code of the indicator above it, empty if that is the target.

    A leaf is quantitative (quantity, unit, direction) or qualitative (a standard that can be checked), with a finishing
    time.
    """

    code: str
    words: str
    parent: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    direction: Direction | None = None
    standard: str = ""
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class IndicatorFault:
    """A wrong cell of a tree: the code of its row, the column, and words that follow the column's title."""

    code: str
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is to be done by a day: an amount, or a standard. The code is empty if the target is its own leaf."""

    code: str
    amount: Amount | None
    standard: str
    deadline: date
    by_default: bool = False

    @property
    def until(self) -> str:
        """Return the deadline as people read it: 2026年9月30日, or 年底（默认）."""
        return YEAR_END if self.by_default else in_full(self.deadline)


def leaves(asked: Requirement, tree: Sequence[Indicator] = ()) -> tuple[Leaf, ...]:
    """Return the leaves of a target's tree in its order; a target without a tree is its own leaf."""
    inner = {indicator.parent for indicator in tree}
    found = tuple(_leaf_of(each, asked) for each in tree if each.code not in inner)
    return found or (_own_leaf(asked),)


def last_day(asked: Requirement, tree: Sequence[Indicator] = ()) -> date:
    """Return the day by which the whole target is done: the latest of its leaves' finishing times."""
    return max(leaf.deadline for leaf in leaves(asked, tree))


def deadline_of(asked: Requirement, tree: Sequence[Indicator]) -> date | None:
    """Return the deadline that a list shows: that of the target, with a tree the last one of its leaves."""
    return last_day(asked, tree) if tree else asked.deadline


def below(code: str, parents: Mapping[str, str]) -> set[str]:
    """Return an indicator and all below it; `parents` are the parents of the tree's indicators, by code."""
    found = {code}
    while added := {child for child, parent in parents.items() if parent in found} - found:
        found |= added
    return found


def tree_in_lines(tree: Sequence[Indicator]) -> list[str]:
    """Return a line for each indicator of a tree: 指标1-1 新建公路：不少于100公里，2026年9月30日."""
    inner = {indicator.parent for indicator in tree}
    return [f"指标{each.code} {each.words}{'' if each.code in inner else _asked_words(each)}" for each in tree]


def _asked_words(leaf: Indicator) -> str:
    direction = leaf.direction or Direction.NOT_LESS
    asked = leaf.standard if leaf.quantity is None else f"{direction.label}{in_words(leaf.quantity)}{leaf.unit}"
    until = f"，{in_full(leaf.deadline)}" if leaf.deadline else ""
    return f"：{asked}{until}"


def _own_leaf(asked: Requirement) -> Leaf:
    amount = None if asked.quantity is None else asked_in(asked.words, asked.quantity, asked.unit)
    return Leaf("", amount, asked.words, asked.last_day, asked.deadline is None)


def _leaf_of(indicator: Indicator, asked: Requirement) -> Leaf:
    direction = indicator.direction or Direction.NOT_LESS
    amount = None if indicator.quantity is None else Amount(indicator.quantity, indicator.unit, direction)
    until = indicator.deadline or asked.last_day
    return Leaf(indicator.code, amount, indicator.standard, until, indicator.deadline is None and not asked.deadline)


def faults(asked: Requirement, tree: Sequence[Indicator]) -> list[IndicatorFault]:
    """Return the faults of a target's tree in its order; empty if it can be issued."""
    inner = {indicator.parent for indicator in tree}
    circling = {code for circle in circles(dict(_links(tree))) for code in circle}
    misplaced = {fault.code: fault.words.removeprefix(PARENT) for fault in parent_faults(_links(tree), noun="指标")}
    depths = _levels(tree)
    found, seen = [], set[str]()
    for each in tree:
        place = _place_faults(each, depths.get(each.code, 0), seen, misplaced)
        content = _inner_faults(each) if each.code in inner else _leaf_faults(each, asked)
        if each.code in circling:  # whether it is a leaf is not known
            content = iter(())
        found += [IndicatorFault(each.code, column, words) for column, words in (*place, *content)]
        seen.add(each.code)
    return found


def _links(tree: Sequence[Indicator]) -> Iterator[tuple[str, str]]:
    """Yield code and parent of each code once: a repeated one is a separate fault."""
    first = {indicator.code: indicator.parent for indicator in reversed(tree)}
    yield from ((indicator.code, first[indicator.code]) for indicator in tree)


def _levels(tree: Sequence[Indicator]) -> dict[str, int]:
    """Return the level of each code below the target, from 1; what is in no tree (a circle) has none."""
    levels = {"": 0}
    for _ in tree:
        added = {each.code: levels[each.parent] + 1 for each in tree if each.parent in levels}
        if added.keys() <= levels.keys():
            break
        levels |= added
    return levels


def _place_faults(
    indicator: Indicator, level: int, seen: set[str], misplaced: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    if indicator.code in seen:
        yield CODE, f"“{indicator.code}”重复，同一目标之内不能有两项指标编号相同"
    elif indicator.code in misplaced:
        yield PARENT, misplaced[indicator.code]
    if level > len(LEVELS):
        yield PARENT, f"“{indicator.parent}”已是{LEVELS[-1]}，“{indicator.code}”在其下为第{level}级，指标最多三级"


def _inner_faults(indicator: Indicator) -> Iterator[tuple[str, str]]:
    stated = {QUANTITY: indicator.quantity is not None, UNIT: indicator.unit, DEADLINE: indicator.deadline}
    yield from ((column, "由下一级指标填写，此处请留空") for column, value in stated.items() if value)


def _leaf_faults(indicator: Indicator, asked: Requirement) -> Iterator[tuple[str, str]]:
    if indicator.quantity is not None:
        yield from _quantity_faults(indicator)
    elif indicator.unit or indicator.direction:
        yield QUANTITY, "未填写，已有单位或方向的指标须写明数量"
    elif not indicator.standard:
        yield STANDARD, "未填写，没有数量的指标须写明可核查的标准"
    yield from _deadline_faults(indicator.deadline, asked)


def _quantity_faults(indicator: Indicator) -> Iterator[tuple[str, str]]:
    if not indicator.unit:
        yield UNIT, "未填写，有数量的指标须写明单位"
    if indicator.direction is None:
        directions = "、".join(direction.label for direction in Direction)
        yield DIRECTION, f"未填写，有数量的指标须写明方向，可填：{directions}"


def _deadline_faults(deadline: date | None, asked: Requirement) -> Iterator[tuple[str, str]]:
    if deadline is None:
        yield DEADLINE, "未填写，最下一级指标须写明完成时限"
    elif deadline > asked.last_day:
        last = in_full(asked.last_day) if asked.deadline else f"{YEAR_END}，即{in_full(asked.last_day)}"
        yield DEADLINE, f"{in_full(deadline)}晚于目标的完成时限（{last}）"
    elif deadline.year < asked.year:
        yield DEADLINE, f"{in_full(deadline)}早于目标的年度{asked.year}年"
