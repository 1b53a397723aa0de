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
from models.rules.opinion import OPINION_FEEDBACK, OPINION_PUBLICATION
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
# Opened by an act, in no cycle.
OF_THEIR_OWN = (INSPECTION, URGENT_INSPECTION, OPINION_FEEDBACK, OPINION_PUBLICATION, APPEAL_ANSWER, APPEAL_RULING)
