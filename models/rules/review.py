"""在线复核: a reviewer's conclusions, the digest of the reviewed data, and how a quarter's lines are assigned (7.2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from heapq import heapify, heapreplace

from models.rules.cycle import Cycle
from models.rules.deadlines import undated
from models.rules.duties import Debtor, Duty, OpenedFor, WorkdayFromEnd
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.periods import Period, Span

MARK = 12  # hexadecimal digits: enough to distinguish the states of a target's line


class ReviewOutcome(Labelled):
    """复核结果 of a department's declaration about one target."""

    CONFIRMED = "confirmed", "完成属实"
    UNDONE = "undone", "未完成"
    LACKING = "lacking", "材料不足"


def mark_of(version: int, progress: Decimal | None, status: str | None, evidence: Sequence[str]) -> str:
    """Return 核对码: a short digest of a target's declaration and of the files that support it."""
    progress_text = "" if progress is None else f"{progress:.2f}"
    parts = [str(version), progress_text, status or "", *sorted(evidence)]
    return sha256("|".join(parts).encode()).hexdigest()[:MARK]


def share_out(number: int, loads: Mapping[str, int]) -> list[str]:
    """Assign `number` lines in order, each to the reviewer with the fewest; among equals, to the first listed."""
    waiting = [(load, place, name) for place, (name, load) in enumerate(loads.items())]
    heapify(waiting)
    shares = []
    for _ in range(number):
        load, place, name = waiting[0]
        heapreplace(waiting, (load + 1, place, name))
        shares.append(name)
    return shares


def check_over(period: Period, day: date) -> None:
    """7.2: raise Refused if the quarter is not over, when no department has declared anything yet."""
    if day <= period.end:
        raise Refused(f"{period.label}尚未结束（{period.end}），不能复核。")


def fault_of_day(day: date | None, period: Period, today: date) -> str:
    """Return what is wrong with the date of a review; empty if it lies after the quarter and not in the future."""
    if day and day > today:
        return f"{day}在今天（{today}）之后，请核对"
    if day and day <= period.end:
        return f"{day}应在{period.label}结束（{period.end}）之后"
    return ""


def fault_of(outcome: ReviewOutcome, note: str, *, reported: bool) -> str:
    """Return what is wrong with the conclusion about one line; empty if it is valid."""
    if outcome is ReviewOutcome.CONFIRMED and not reported:
        return f"未报自查，没有可以属实的内容，请填{ReviewOutcome.UNDONE.label}或{ReviewOutcome.LACKING.label}"
    if outcome is not ReviewOutcome.CONFIRMED and not note:
        return f"{outcome.label}须写明复核说明"
    return ""


ONLINE_REVIEW = Cycle(
    covers=("C185", "C186", "C187"),
    span=Span.QUARTER,
    cron="30 7 13-25 1,4,7,10 *",  # the 11th working day is one of these; on the others there is nothing to open
    opens=WorkdayFromEnd(11),
    whose=OpenedFor.AGENCY,
    duties=(
        Duty(
            key="online_review",
            name="在线复核",
            clause="3-7.2",
            due=undated(
                "quarter_end_20", "每季度在线复核，季度结束后{n}个工作日内", "《目标管控》7.2", 20, choice="A25"
            ),
            to_do="对各部门上传的目标完成情况逐项在线复核，未完成的提出拟列入负面清单",
            debtor=Debtor.AGENCY,
            judged_by="最后一项复核的日期",
        ),
        # Opened by an act: one for each entry that a review, a covert visit or the cloud proposes for the list.
        Duty(
            key="onsite_confirmation",
            name="现场认定",
            clause="3-7.2",
            due=undated(
                "quarter_end_28",
                "拟列入负面清单的，季度结束后{n}个工作日内到现场认定",
                "《目标管控》7.2",
                28,
                choice="A25",
            ),
            to_do="组织人员到现场核查，核查结果签字后认定或不予认定",
            debtor=Debtor.AGENCY,
            judged_by="核查结果签字的日期",
        ),
    ),
)

ONSITE_CONFIRMATION = ONLINE_REVIEW.duties[1]
