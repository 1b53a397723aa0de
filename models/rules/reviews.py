"""在线复核: what a reviewer may conclude, what was looked at, and how a quarter's lines are shared out (7.2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from heapq import heapify, heapreplace

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.periods import Period

MARK = 12  # hexadecimal digits: enough to tell one state of a target's line from every other


class ReviewOutcome(Labelled):
    """复核结果 of what a department declared of one target."""

    CONFIRMED = "confirmed", "完成属实"
    UNDONE = "undone", "未完成"
    LACKING = "lacking", "材料不足"


def mark_of(version: int, progress: Decimal | None, status: str | None, evidence: Sequence[str]) -> str:
    """核对码: a short digest of what is declared of a target and of the files that support it."""
    said = "" if progress is None else f"{progress:.2f}"
    parts = [str(version), said, status or "", *sorted(evidence)]
    return sha256("|".join(parts).encode()).hexdigest()[:MARK]


def share_out(number: int, loads: Mapping[str, int]) -> list[str]:
    """Who reviews each of so many lines, in their order: whoever has least so far, the first named among equals."""
    waiting = [(load, place, name) for place, (name, load) in enumerate(loads.items())]
    heapify(waiting)
    shares = []
    for _ in range(number):
        load, place, name = waiting[0]
        heapreplace(waiting, (load + 1, place, name))
        shares.append(name)
    return shares


def check_over(period: Period, day: date) -> None:
    """7.2: refuses a quarter that is not over, for nobody has declared anything of it yet."""
    if day <= period.end:
        raise Refused(f"{period.label}尚未结束（{period.end}），不能复核。")


def fault_of_day(day: date | None, period: Period, today: date) -> str:
    """What is wrong with the day of a review, or nothing: it lies after the quarter and not in the future."""
    if day and day > today:
        return f"{day}在今天（{today}）之后，请核对"
    if day and day <= period.end:
        return f"{day}应在{period.label}结束（{period.end}）之后"
    return ""


def fault_of(outcome: ReviewOutcome, note: str, *, reported: bool) -> str:
    """What is wrong with the conclusion about one line, or nothing."""
    if outcome is ReviewOutcome.CONFIRMED and not reported:
        return f"未报自查，没有可以属实的内容，请填{ReviewOutcome.UNDONE.label}或{ReviewOutcome.LACKING.label}"
    if outcome is not ReviewOutcome.CONFIRMED and not note:
        return f"{outcome.label}须写明复核说明"
    return ""
