"""季度自查: the cycle in which departments declare what is complete (7.1)."""

from models.rules.cycle import Cycle
from models.rules.deadlines import undated
from models.rules.duties import Duty, WorkdayFromEnd
from models.rules.periods import Span

SELF_CHECK = Cycle(
    Duty(
        key="self_check",
        name="季度自查",
        clause="3-7.1",
        due=undated("quarter_end_10", "每季度自查，季度结束后{n}个工作日内", "《目标管控》7.1", 10, choice="A25"),
        to_do="逐项上传目标完成情况，已完成的附印证材料",
        judged_by="收到自查填报的日期",
    ),
    covers=("C183", "C184"),
    span=Span.QUARTER,
    cron="30 7 1-10 1,4,7,10 *",  # the first working day is one of these; on the others there is nothing to open
    opens=WorkdayFromEnd(1),
    lines=True,
    needs_targets=True,
)
