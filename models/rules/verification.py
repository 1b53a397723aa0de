"""The cycles of 查访核验: what departments declare is looked at online, on site, covertly and from the cloud (7)."""

from models.rules.cycle import Cycle
from models.rules.deadlines import DeadlineRule
from models.rules.duties import AGENCY_RUNGS, Debtor, Duty, FromStart, Whose, WorkdayFromEnd
from models.rules.periods import Span

ONLINE_REVIEW = Cycle(
    key="online_review",
    name="在线复核",
    clause="3-7.2",
    covers=("C185", "C186", "C187"),
    span=Span.QUARTER,
    cron="30 7 13-25 1,4,7,10 *",  # the 11th working day is one of these; on the others there is nothing to open
    opens=WorkdayFromEnd(11),
    whose=Whose.AGENCY,
    duties=(
        Duty(
            key="online_review",
            name="在线复核",
            clause="3-7.2",
            due=DeadlineRule(
                "quarter_end_20",
                "每季度在线复核，季度结束后20个工作日内（日期标准未定，为本系统默认）",
                "《目标管控》7.2",
                20,
                choice="A25",
            ),
            to_do="对各部门上传的目标完成情况逐项在线复核，未完成的提出拟列入负面清单",
            debtor=Debtor.AGENCY,
            rungs=AGENCY_RUNGS,
        ),
        # Opened by no calendar: one for each entry that the review of a quarter proposes for the negative list.
        Duty(
            key="onsite_confirmation",
            name="现场认定",
            clause="3-7.2",
            due=DeadlineRule(
                "quarter_end_28",
                "在线复核拟列入负面清单的，季度结束后28个工作日内到现场认定（日期标准未定，为本系统默认）",
                "《目标管控》7.2",
                28,
                choice="A25",
            ),
            to_do="组织人员到现场核查，核查结果签字后认定或不予认定",
            debtor=Debtor.AGENCY,
            rungs=AGENCY_RUNGS,
        ),
    ),
)
ONSITE_CONFIRMATION = ONLINE_REVIEW.duties[1]
CLOUD_MONITORING = Cycle(
    key="cloud_monitoring",
    name="目标云监测",
    clause="3-7.5",
    covers=("C196",),
    span=Span.MONTH,
    cron="30 7 1 * *",
    anchor=FromStart(24),
    whose=Whose.PROJECTS,
    delegable=True,
    duties=(
        Duty(
            key="cloud_monitoring",
            name="目标云上传",
            clause="3-7.5",
            due=DeadlineRule(
                "month_25",
                "每月上传，当月25日前，逢休息日不顺延（日期标准未定，为本系统默认）",
                "《目标管控》7.5",
                choice="A25",
            ),
            to_do="上传重点项目当月实施进度（图片和视频）",
            debtor=Debtor.AGENCY,
            rungs=AGENCY_RUNGS,
            delegable=True,
        ),
    ),
)
