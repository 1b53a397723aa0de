"""完成进度: from the reported quantity, against the stated percentage, and against elapsed time (1-2.9, A22)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any
from unicodedata import normalize

from models.rules.kinds import Labelled, LineStatus
from models.rules.points import in_words
from models.rules.several import first_of
from models.rules.target.amount import Amount, Direction, half_unit

WHOLE, MOST_PERCENT = 100, 1000  # percent; a higher one is an error
YELLOW_FROM = Fraction(4, 5)  # A22, unless the agency sets another: progress ÷ elapsed share, from which it is yellow
YELLOW = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)%|(0\.\d{1,4})", re.ASCII)
DIFFERS = "与数量不符"
NAMED = 3  # lines that are named of each pace
UNFOUNDED = "应在0到100之间；超额完成的，须另填完成数量"


class Fit(Labelled):
    """相符: a quantity of 不多于 or 等于 on its day; only 等于 can be 不足."""

    MET = "met", "符合"
    EXCEEDED = "exceeded", "超出"
    SHORT = "short", "不足"


class PaceColour(Labelled):
    """时间过半任务过半: the pace of a target; grey if nothing was reported."""

    GREEN = "green", "绿"
    YELLOW = "yellow", "黄"
    RED = "red", "红"
    GREY = "grey", "灰"


SLOWEST_FIRST = (PaceColour.RED, PaceColour.YELLOW, PaceColour.GREY, PaceColour.GREEN)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a leaf: percent (also above 100), and whether a quantity of 不多于 or 等于 fits; None if unknown.

    `differs`: the office stated a percentage that its quantity does not give.
    """

    percent: Fraction | None = None
    fit: Fit | None = None
    differs: bool = False

    @property
    def mark(self) -> str:
        """Return 与数量不符 if it differs; empty otherwise."""
        return DIFFERS if self.differs else ""

    @property
    def counted(self) -> Fraction | None:
        """1-2.23, 超额完成目标不加分: return the percent that counts, at most 100."""
        return None if self.percent is None else min(self.percent, Fraction(WHOLE))


def measure(asked: Amount | None, reported: Decimal | None, stated: Decimal | None) -> Progress:
    """Return the progress of a leaf from the reported quantity, in its unit, and the stated percentage.

    Without an amount or a reported quantity the stated percentage is all that is known.
    """
    if asked is None or reported is None:
        return Progress(None if stated is None else Fraction(stated))
    fit = fit_of(asked, reported)
    if asked.direction is Direction.NOT_MORE or not asked.quantity:
        return Progress(fit=fit)
    percent = WHOLE * Fraction(reported) / Fraction(asked.quantity)
    return Progress(percent, fit, stated is not None and differs(stated, percent))


def is_unfounded(stated: Decimal, reported: Decimal | None) -> bool:
    """Return whether a percentage above 100 is stated without the quantity that was done (1-2.9)."""
    return stated > WHOLE and reported is None


def fit_of(asked: Amount, reported: Decimal) -> Fit | None:
    """Return whether the quantity fits 不多于 or 等于, or 不少于0; None for any other 不少于, which has a percent."""
    if asked.direction is Direction.NOT_LESS:
        return None if asked.quantity else Fit.MET
    if reported > asked.quantity:
        return Fit.EXCEEDED
    return Fit.SHORT if reported < asked.quantity and asked.direction is Direction.EQUAL else Fit.MET


def differs(stated: Decimal, percent: Fraction) -> bool:
    """Return whether a stated percentage differs from the exact one by more than half a unit of its last digit."""
    return abs(Fraction(stated) - percent) > half_unit(stated)


def pace_colour(progress: Progress, share: Fraction, yellow_from: Fraction = YELLOW_FROM) -> PaceColour:
    """A22: return the colour of a progress against the elapsed share of its time, 0 to 1.

    What fits is green and what exceeds 不多于 or 等于 red, at any time. Before the first day everything is green that
    was reported.
    """
    if progress.fit in (Fit.MET, Fit.EXCEEDED):
        return PaceColour.GREEN if progress.fit is Fit.MET else PaceColour.RED
    if progress.percent is None:
        return PaceColour.GREY
    if progress.percent >= WHOLE * share:
        return PaceColour.GREEN
    return PaceColour.YELLOW if progress.percent >= yellow_from * WHOLE * share else PaceColour.RED


def read_yellow(raw: Any) -> str:  # noqa: ANN401 - what a person wrote
    """A22: parse the least share of the elapsed time at which a target is yellow: 80% or 0.8.

    Raises ValueError unless it is above 0 and below 1.
    """
    found = YELLOW.fullmatch(normalize("NFKC", str(raw)).strip())
    share = (Decimal(found[1]) / WHOLE if found[1] else Decimal(found[2])) if found else Decimal(0)
    if not share:
        raise ValueError(f"“{raw}”应为大于0、小于100%的比例，如80%")
    return in_words(share)


def yellow_in_words(stored: str) -> str:
    """Return the share as people write it: 80%."""
    return f"{in_words(Decimal(stored) * WHOLE)}%"


def paces_in_words(lines: Sequence[tuple[str, str]]) -> str:
    """A22: return how many lines have each pace in words, the first that are behind by name; empty without lines.

    Each line is its name and its pace.
    """
    named: dict[str, list[str]] = {colour.label: [] for colour in SLOWEST_FIRST}
    for name, pace in lines:
        named[pace].append(name)
    parts = [f"{pace}{len(names)}项{_behind(pace, names)}" for pace, names in named.items() if names]
    return f"进度状态：{'、'.join(parts)}。" if parts else ""


def _behind(pace: str, names: Sequence[str]) -> str:
    """Return the first names of lines that are red or yellow, in brackets."""
    if pace not in (PaceColour.RED.label, PaceColour.YELLOW.label):
        return ""
    return f"（{first_of(names, NAMED)}）"


def worst(colours: Iterable[PaceColour]) -> PaceColour:
    """Return the colour of a target from those of its leaves: red, yellow, grey, then green; grey without any."""
    return min(colours, key=SLOWEST_FIRST.index, default=PaceColour.GREY)


FULL = 100  # per cent
CENT = Decimal("0.01")
EXPLAIN = "请核对；确是如此的，在说明中写明原因"
UNFINISHED = f"不足100%而状态为“{LineStatus.DONE.label}”，{EXPLAIN}"
NOT_BEGUN = f"已达100%而状态为“{LineStatus.NOT_STARTED.label}”，{EXPLAIN}"
TINY = "不到1%，完成八成的填80；确是不到1%的，在说明中写明"
Stated = tuple[Decimal, str | None]  # the percentage and the status of a line


def is_done(progress: Decimal, status: str | None) -> bool:
    """Return whether a line declares its target or leaf complete; one that says 未开展 never does."""
    return status == LineStatus.DONE or (progress >= FULL and status != LineStatus.NOT_STARTED)


def unlikely(progress: Decimal, status: str | None) -> tuple[str, ...]:
    """1-2.9: return what a line whose remark is empty must explain, in words that follow its progress."""
    found = {
        UNFINISHED: status == LineStatus.DONE and progress < FULL,
        NOT_BEGUN: status == LineStatus.NOT_STARTED and progress >= FULL,
        TINY: 0 < progress < 1,
    }
    return tuple(words for words, holds in found.items() if holds)


def whole_progress(lines: Sequence[Stated]) -> Decimal:
    """1-2.9: return the mean percentage of the leaves, rounded down to two decimals: 100 only if all are.

    What is done above 100 of a leaf makes up for no other one.
    """
    total = sum(min(progress, Decimal(FULL)) for progress, _ in lines)
    return (total / Decimal(len(lines))).quantize(CENT, ROUND_FLOOR)


def whole_status(lines: Sequence[Stated]) -> LineStatus | None:
    """1-2.9: return the status of a target from those of its leaves; None if none is stated.

    It is complete if all are, not started if none is or if a leaf says so of 100 %, blocked if one is; otherwise in
    progress.
    """
    stated = {status for _, status in lines}
    doubtful = any(NOT_BEGUN in unlikely(*line) for line in lines)
    found = {
        None: stated == {None},
        LineStatus.DONE: all(is_done(*line) for line in lines),
        LineStatus.NOT_STARTED: stated == {LineStatus.NOT_STARTED} or doubtful,
        LineStatus.BLOCKED: LineStatus.BLOCKED in stated,
    }
    return next((status for status, holds in found.items() if holds), LineStatus.IN_PROGRESS)
