"""The cycles of external control (6.2), and the duties that are opened by an act."""

from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING
from models.rules.cycle import Cycle
from models.rules.deadlines import DeadlineRule
from models.rules.duties import (
    AGENCY_RUNGS,
    Debtor,
    Duty,
    Whose,
    WorkdayFromEnd,
)
from models.rules.inspection import INSPECTION, URGENT_INSPECTION
from models.rules.periods import Span

QUALITY_REPORT = Cycle(
    key="quality_report",
    name="质量分析报告",
    clause="3-6.2.6",
    covers=("C174",),
    span=Span.QUARTER,
    cron="30 7 6-22 2,5,8,11 *",  # the 29th working day is one of these; on the others there is nothing to open
    opens=WorkdayFromEnd(29),
    whose=Whose.AGENCY,
    duties=(
        Duty(
            key="quality_report",
            name="质量分析报告",
            clause="3-6.2.6",
            due=DeadlineRule(
                "quarter_end_30",
                "每季度撰写，季度结束后30个工作日内（日期标准未定，为本系统默认）",
                "《目标管控》6.2.6",
                30,
                choice="A25",
            ),
            to_do="对照本季度的数据和负面清单，撰写目标完成质量分析报告",
            debtor=Debtor.AGENCY,
            rungs=AGENCY_RUNGS,
        ),
    ),
)
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
)
OPINION_PUBLICATION = Duty(
    key="opinion_publication",
    name="公众意见整改公布",
    clause="3-6.2.7",
    due=DeadlineRule(
        "opinion_quarter_10",
        "公众意见的整改情况按季度公布，收到意见的季度结束后10个工作日内（日期标准未定，为本系统默认）",
        "《目标管控》6.2.7",
        10,
        choice="A25",
    ),
    to_do="公布公众意见的整改情况，接受社会公众监督",
    debtor=Debtor.AGENCY,
    rungs=tuple(rung for rung in AGENCY_RUNGS if rung.offset > 0),  # until then the quarter's cycle reminds of them all
)
PUBLIC_OPINION = Cycle(
    key="public_opinion",
    name="公众评议",
    clause="3-6.2.7",
    covers=("C180",),
    span=Span.QUARTER,
    cron="30 7 1-10 1,4,7,10 *",
    opens=WorkdayFromEnd(1),
    whose=Whose.AGENCY,
    duties=(
        Duty(
            key="public_opinion",
            name="公众评议公布",
            clause="3-6.2.7",
            due=OPINION_PUBLICATION.due,
            to_do="汇总公布本季度公众评议所提意见建议的整改情况，接受社会公众监督",
            debtor=Debtor.AGENCY,
            rungs=AGENCY_RUNGS,
        ),
    ),
)
# Opened by an act, in no cycle.
OF_THEIR_OWN = (INSPECTION, URGENT_INSPECTION, OPINION_FEEDBACK, OPINION_PUBLICATION, APPEAL_ANSWER, APPEAL_RULING)
