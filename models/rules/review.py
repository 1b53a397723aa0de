"""在线复核: a reviewer's conclusions, the digest of the reviewed data, and how a quarter's lines are assigned (7.2)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256

from models.rules.cycle import Cycle
from models.rules.deadlines import undated
from models.rules.duties import Debtor, Duty, OpenedFor, WorkdayFromEnd
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.periods import Period, Span
from models.rules.setting import Setting, of_labels

TENTH = 10
MARK = 12  # hexadecimal digits: enough to distinguish the states of a target's line


class ReviewOutcome(Labelled):
    """复核结果 of a department's declaration about one target."""

    CONFIRMED = "confirmed", "完成属实"
    UNDONE = "undone", "未完成"
    LACKING = "lacking", "材料不足"


class ReviewPart(Labelled):
    """As what a person concludes: the first, the second who confirms, or the third who decides where they differ."""

    FIRST = "first", "复核"
    SECOND = "second", "第二人"
    DECIDED = "decided", "裁定"


class LineStanding(Labelled):
    """What a line still waits for."""

    UNREVIEWED = "unreviewed", "待复核"
    UNDRAWN = "undrawn", "待抽取"
    UNCONFIRMED = "unconfirmed", "待第二人确认"
    DIFFERENT = "different", "意见不一致"
    SETTLED = "settled", "已定"


class ReviewSecond(Labelled):
    """Which lines that are 完成属实 a second person confirms."""

    TENTH = "tenth", "抽十分之一"
    ALL = "all", "全部"


REVIEW_SECOND = Setting(
    *("review_second", "在线复核的第二人", "3-7.2", "抽十分之一"),
    *of_labels(ReviewSecond),
    note="或全部；没有设定的，未完成、材料不足的全部，完成属实的抽十分之一",
    prospective=True,
)
Version = tuple[int, ReviewOutcome]  # the number of a conclusion and its outcome


def standing_of(versions: Mapping[ReviewPart, Version], *, asks: bool | None) -> LineStanding:
    """7.2: return what a line waits for by the newest conclusion of each part.

    `asks` tells whether the first's conclusion needs a second; None while that is not drawn.
    """
    first, second, decided = map(versions.get, ReviewPart)
    if not first:
        return LineStanding.UNREVIEWED
    if decided and decided > max(first, second or first):
        return LineStanding.SETTLED
    if second:
        return LineStanding.SETTLED if second[1] is first[1] else LineStanding.DIFFERENT
    return {True: LineStanding.UNCONFIRMED, False: LineStanding.SETTLED, None: LineStanding.UNDRAWN}[asks]


def drawn_tenth(block: str, codes: Iterable[str]) -> list[str]:
    """7.2: return a tenth of the targets, rounded up: those whose SHA-256 of block and code are the smallest."""
    ordered = sorted(codes, key=lambda code: sha256(f"{block}{code}".encode()).hexdigest())
    return ordered[: -(-len(ordered) // TENTH)]


def mark_of(version: int, progress: Decimal | None, status: str | None, evidence: Sequence[str]) -> str:
    """Return 核对码: a short digest of a target's declaration and of the files that support it."""
    progress_text = "" if progress is None else f"{progress:.2f}"
    parts = [str(version), progress_text, status or "", *sorted(evidence)]
    return sha256("|".join(parts).encode()).hexdigest()[:MARK]


def share_out(departments: Sequence[str], loads: Mapping[str, int], tied: Collection[tuple[str, str]]) -> list[str]:
    """Assign the line of each department in order to the reviewer with the fewest; among equals, to the first listed.

    A reviewer gets no line of a department to which he is `tied`; a line without anyone left has "".
    """
    numbers, shares = dict(loads), []
    for department in departments:
        free = (name for name in numbers if (name, department) not in tied)
        shares.append(min(free, key=numbers.__getitem__, default=""))
        if shares[-1]:
            numbers[shares[-1]] += 1
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


# Opened by an act: one for each entry that a review, a covert visit or the cloud proposes for the list.
ONSITE_CONFIRMATION = Duty(
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
)
ONLINE_REVIEW = Cycle(
    Duty(
        key="online_review",
        name="在线复核",
        clause="3-7.2",
        due=undated("quarter_end_20", "每季度在线复核，季度结束后{n}个工作日内", "《目标管控》7.2", 20, choice="A25"),
        to_do="对各部门上传的目标完成情况逐项在线复核，未完成的提出拟列入负面清单",
        debtor=Debtor.AGENCY,
        judged_by="最后一项复核的日期",
    ),
    covers=("C185", "C186", "C187"),
    span=Span.QUARTER,
    cron="30 7 13-25 1,4,7,10 *",  # the 11th working day is one of these; on the others there is nothing to open
    opens=WorkdayFromEnd(11),
    whose=OpenedFor.AGENCY,
    further=(ONSITE_CONFIRMATION,),
)
