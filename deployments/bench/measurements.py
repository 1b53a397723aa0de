"""Figures: the measured value, its bound and its target, as JSON and as a row of a table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

SECONDS, MEGABYTES = "s", "MB"
MILLISECOND, MICROSECOND = 1e-3, 1e-6
MACHINE = "machine"  # the loop that tells how fast the machine is
TURNS = 3_000_000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BenchFigure:
    """One measured case; `target` applies to the ratio if there is a bound, else to the value itself.

    `turn` is how many seconds the machine's loop took before and after the case: a machine is not as fast, or as quiet,
    at one case as at another.
    """

    case: str
    title: str
    departments: int
    targets: int
    value: float
    bound: float | None = None
    target: float | None = None
    unit: str = SECONDS
    note: str = ""
    turn: float = 0

    @property
    def ratio(self) -> float | None:
        """The value divided by the bound, or None without a bound."""
        return self.value / self.bound if self.bound else None

    @property
    def turns(self) -> float | None:
        """The value in turns of the machine's loop; None if it is no time, has a bound, or is the loop itself."""
        comparable = self.unit == SECONDS and self.bound is None and self.case != MACHINE
        return self.value / self.turn if comparable and self.turn else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met, or None without a target."""
        if self.target is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.target

    def as_json(self) -> dict[str, Any]:
        """The fields of `bench --json`."""
        return {
            "case": self.case,
            "departments": self.departments,
            "targets": self.targets,
            "seconds": self.value if self.unit == SECONDS else None,
            "bound_seconds": self.bound if self.unit == SECONDS else None,
            "ratio": self.ratio,
            "target": self.target,
            "met": self.met,
            "megabytes": self.value if self.unit == MEGABYTES else None,
            "title": self.title,
            "note": self.note,
            "turn_seconds": self.turn or None,
        }

    def as_row(self) -> list[str]:
        """The cells of the table."""
        size = f"{self.departments}×{self.targets}" if self.departments else ""
        ratio = f"{self.ratio:.2f}倍" if self.ratio is not None else ""
        met = {True: "达到", False: "未达到", None: ""}[self.met]
        bound = format_value(self.bound, self.unit) if self.bound is not None else ""
        return [
            self.title,
            size,
            format_value(self.value, self.unit),
            format_value(self.turn) if self.turn else "",
            bound,
            ratio,
            self._format_target(),
            met,
            self.note,
        ]

    def _format_target(self) -> str:
        if self.target is None:
            return ""
        return f"≤{self.target:g}倍" if self.bound is not None else f"≤{format_value(self.target, self.unit)}"


TITLES = ("项目", "部门×目标", "用时", "加法", "对照", "倍数", "目标", "结果", "说明")


def format_value(value: float, unit: str = SECONDS) -> str:
    """Returns a value with its unit: 0.39秒, 12.3毫秒, 0.2微秒, 212MB, 90kB."""
    if unit == MEGABYTES and 0 < value < 1:
        return f"{value * 1000:.0f}kB"
    if unit != SECONDS:
        return f"{value:.0f}{unit}"
    if value >= 1:
        return f"{value:.2f}秒"
    if value >= MILLISECOND:
        return f"{value / MILLISECOND:.3g}毫秒"
    return f"{value / MICROSECOND:.3g}微秒"


def seconds_of(work: Callable[[], object]) -> float:
    """Returns the duration of one call in seconds."""
    began = perf_counter()
    work()
    return perf_counter() - began


def turn() -> float:
    """Returns the duration of the machine's loop in seconds."""
    return seconds_of(_add_up)


def _add_up() -> None:
    total = 0
    for number in range(TURNS):
        total += number


def in_turns(number: int, cases: Sequence[tuple[str, Callable[[], object]]]) -> dict[str, float]:
    """Returns the duration of each case by its name; in every other round they run in the opposite order."""
    return {name: seconds_of(work) for name, work in cases[:: -1 if number % 2 else 1]}


def best_of(rounds: Iterable[dict[str, float]]) -> dict[str, float]:
    """Returns the smallest value of each name: the measurement least disturbed by other work of the machine."""
    best: dict[str, float] = {}
    for each in rounds:
        for name, value in each.items():
            best[name] = min(value, best.get(name, value))
    return best


def percentile(values: Sequence[float], share: float) -> float:
    """Returns the smallest value that at least this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-round(len(ordered) * share * 100) // 100) - 1)]
