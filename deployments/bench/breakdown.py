"""Measures the check of all targets as wholes and parts: their parents, and the sums of their parts (1-2.3)."""

from collections.abc import Iterator
from decimal import Decimal

from deployments.bench.measurements import BenchFigure, Say, seconds_of
from models.rules.errors import Refused
from models.rules.target.amount import Amount
from models.rules.target.parents import parent_faults
from models.rules.target.parts import TargetPart, sums

TARGETS_WRITTEN, TARGET, ROUNDS = 300_000, 5, 3
PARTS_EACH = 9  # of each whole
SHORT = 101  # the parts of every 101st whole are short
# The unit of a whole, that of its parts, and how many of these it has; rates are not added.
UNITS = (("万人", "人", 10_000), ("亿元", "万元", 10_000), ("公顷", "亩", 15), ("公里", "米", 1000), ("%", "%", 1))


def adding_up(say: Say, *, targets: int = TARGETS_WRITTEN) -> Iterator[BenchFigure]:
    """Measure both checks of one list, the best of three rounds. Raises Refused if they do not find what is short."""
    say(f"分解合计，{targets}项目标……")
    parts = list(_parts(targets))
    expected = sum(n % SHORT == 0 and (UNITS[n % len(UNITS)][0] != "%") for n in range(targets // (PARTS_EACH + 1)))
    seconds = min(seconds_of(lambda: _check(parts, expected)) for _ in range(ROUNDS))
    title = "核对上级目标和分解合计"
    yield BenchFigure(
        "breakdown", title, 0, 0, seconds, target=TARGET, note=f"{targets}项目标，其中{expected}项分解不足"
    )


def _parts(targets: int) -> Iterator[TargetPart]:
    """Yield wholes of 9 with nine parts of 1 each; in every 101st the parts are 0.9."""
    for n in range(targets // (PARTS_EACH + 1)):
        unit, part_unit, size = UNITS[n % len(UNITS)]
        yield TargetPart(f"2026/{n}", "", Amount(Decimal(PARTS_EACH), unit))
        each = Amount(Decimal(size) if n % SHORT else Decimal(size) * Decimal("0.9"), part_unit)
        yield from (TargetPart(f"2026/{n}-{number}", f"2026/{n}", each) for number in range(PARTS_EACH))


def _check(parts: list[TargetPart], expected: int) -> None:
    faults = parent_faults((part.code, part.parent) for part in parts)
    short = sum(1 for each in sums(parts) if each.short)
    if faults or short != expected:
        raise Refused(f"测速中止：应有{expected}项分解不足，实有{short}项，用时没有意义。")
