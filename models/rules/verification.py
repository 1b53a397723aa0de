"""The cycles of 查访核验: what departments declare is looked at online, on site, covertly and from the cloud (7)."""

from models.rules.cycle import Cycle
from models.rules.deadlines import DeadlineRule
from models.rules.duties import AGENCY_RUNGS, Debtor, Duty, FromStart, Whose
from models.rules.periods import Span

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
