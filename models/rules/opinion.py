"""公众意见: the publication deadline of its remediation, and the dates that an opinion can have (6.2.7)."""

from datetime import date

from models.rules.cycle import Cycle
from models.rules.day_order import check_not_before, check_not_future
from models.rules.deadlines import DeadlineRule, undated
from models.rules.duties import AGENCY_RUNGS, Debtor, Duty, OpenedFor, WorkdayFromEnd
from models.rules.errors import Refused
from models.rules.periods import Span, period_of


def quarter_end(received_on: date) -> date:
    """A23, A25: return the last day of the quarter in which an opinion was received, the anchor of its publication."""
    return period_of(Span.QUARTER, received_on).end


def check_limit(limit: date, publication: date, day: date) -> None:
    """6.2.7: raise Refused if a limit is in the past, or after the day on which the feedback must be published.

    If the publication is already overdue at handover, any limit from `day` on is valid.
    """
    if limit < day:
        raise Refused(f"整改时限{limit}不能早于今天（{day}）。")
    if limit > publication >= day:
        raise Refused(f"整改时限{limit}晚于该意见整改情况应公布的日期{publication}，请提前，届时反馈整改进展。")


def check_published(published_on: date, fed_back_on: date, day: date) -> None:
    """6.2.7: raise Refused if a publication date is in the future, or before the feedback."""
    check_not_future(published_on, day, "公布日期")
    check_not_before(published_on, fed_back_on, "公布日期", "整改情况反馈的日期")


OPINION_FEEDBACK = Duty(
    key="opinion_feedback",
    name="公众意见整改反馈",
    clause="3-6.2.7",
    due=DeadlineRule(
        "opinion_limit",
        "在省直目标绩效管理机构明确的整改时限内反馈公众意见的整改情况",
        "《目标管控》6.2.7",
        choice="A23",
    ),
    to_do="对公众意见进行整改，并反馈整改情况",
    judged_by="收到反馈的日期",
)

OPINION_PUBLICATION = Duty(
    key="opinion_publication",
    name="公众意见整改公布",
    clause="3-6.2.7",
    due=undated(
        "opinion_quarter_10",
        "公众意见的整改情况按季度公布，收到意见的季度结束后{n}个工作日内",
        "《目标管控》6.2.7",
        10,
        choice="A25",
    ),
    to_do="公布公众意见的整改情况，接受社会公众监督",
    debtor=Debtor.AGENCY,
    own_rungs=tuple(rung for rung in AGENCY_RUNGS if rung.offset > 0),
    judged_by="公布日期",  # earlier reminders come from the quarter's cycle
)

PUBLIC_OPINION = Cycle(
    Duty(
        key="public_opinion",
        name="公众评议公布",
        clause="3-6.2.7",
        due=OPINION_PUBLICATION.due,
        to_do="汇总公布本季度公众评议所提意见建议的整改情况，接受社会公众监督",
        debtor=Debtor.AGENCY,
        judged_by="公布日期",
    ),
    name="公众评议",
    covers=("C180",),
    span=Span.QUARTER,
    cron="30 7 1-10 1,4,7,10 *",
    opens=WorkdayFromEnd(1),
    whose=OpenedFor.AGENCY,
)
