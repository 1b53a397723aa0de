"""指标的填报: what the reported lines of the leaves of a target say of the whole target (1-2.9)."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from models.rules.kinds import LineStatus

FULL = 100  # per cent
CENT = Decimal("0.01")
EXPLAIN = "请核对；确是如此的，在说明中写明原因"
UNFINISHED = f"不足100%而状态为“{LineStatus.DONE.label}”，{EXPLAIN}"
NOT_BEGUN = f"已达100%而状态为“{LineStatus.NOT_STARTED.label}”，{EXPLAIN}"
TINY = "不到1%，完成八成的填80；确是不到1%的，在说明中写明"
Stated = tuple[Decimal, str | None]  # the percentage and the status of a line


def is_done(progress: Decimal, status: str | None) -> bool:
    """Return whether a line declares its target or leaf complete."""
    return progress >= FULL or status == LineStatus.DONE


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

    It is complete if all are, blocked if one is, not started if none is; otherwise in progress.
    """
    stated = {status for _, status in lines}
    found = {
        None: stated == {None},
        LineStatus.DONE: all(is_done(*line) for line in lines),
        LineStatus.BLOCKED: LineStatus.BLOCKED in stated,
        LineStatus.NOT_STARTED: stated == {LineStatus.NOT_STARTED},
    }
    return next((status for status, holds in found.items() if holds), LineStatus.IN_PROGRESS)
