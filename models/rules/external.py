"""The cycles of external control (6.2), and the duties that are opened by an act."""

from dataclasses import replace
from datetime import date

from models.rules.appeal import APPEAL_ANSWER, APPEAL_RULING
from models.rules.cycle import Cycle
from models.rules.deadlines import DeadlineRule
from models.rules.duties import (
    AGENCY_RUNGS,
    Debtor,
    Duty,
    FromEnd,
    OnDay,
    Whose,
    WorkdayFromEnd,
)
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
MID_TERM_INSPECTION = Cycle(
    key="mid_term_inspection",
    name="中期核查",
    clause="3-6.2.1",
    covers=(),
    span=Span.HALF,
    cron="30 7 1 7 *",
    opens=FromEnd(1),
    anchor=OnDay(8, 31),
    whose=Whose.AGENCY,
    duties=(
        Duty(
            key="mid_term_inspection",
            name="中期核查",
            clause="3-6.2.1",
            due=DeadlineRule(
                "august_31",
                "对中期目标完成情况核查，8月31日前（日期标准未定，为本系统默认）",
                "《目标管控》6.2.1",
                choice="A25",
            ),
            to_do="拟制核查方案，抽取目标并含负面清单中的全部目标，到现场核查，逐个部门作出总体评价",
            debtor=Debtor.AGENCY,
            rungs=AGENCY_RUNGS,
        ),
    ),
)
INSPECTION = Duty(
    key="inspection",
    name="核查",
    clause="3-6.2.1",
    due=DeadlineRule("plan_limit", "在核查方案明确的时限内完成核查", "《目标管控》6.2.1"),
    to_do="完成核查，核查结果由组长签字",
    debtor=Debtor.AGENCY,
    rungs=AGENCY_RUNGS,
)
# In the place of the one above where the matter is urgent (6.2.2): it ends with the signature.
URGENT_INSPECTION = Duty(
    key="urgent_inspection",
    name="紧急核查",
    clause="3-6.2.2",
    due=DeadlineRule(
        "urgent_plan_limit",
        "对紧急事项及时核查，在核查方案明确的时限内核查并签字（标准未定天数，以方案为准，为本系统默认）",
        "《目标管控》6.2.2",
        choice="A25",
    ),
    to_do="及时核查，核查结果由组长签字",
    debtor=Debtor.AGENCY,
    rungs=AGENCY_RUNGS,
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


def urgent_within(number: str, n: int, last: date) -> DeadlineRule:
    """6.2.2: the rule of an urgent plan of this number where the agency set `n` working days, which end on `last`."""
    words = (
        f"对紧急事项及时核查，在核查方案（{number}）明确的时限内核查并签字，该时限不晚于方案下达后{n}个工作日"
        f"（{last.month}月{last.day}日，管理机构设定）"
    )
    return replace(URGENT_INSPECTION.due, words=words)
