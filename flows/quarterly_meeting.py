"""Part 3, 6.1.2 季度分析会: an analysis meeting within fifteen working days after the quarter ends."""

from prefect import flow

from models.ledger.acts import Summary
from models.rules.cycles import QUARTERLY_MEETING
from tasks.artifacts import named
from tasks.delivery import deliver_notices
from tasks.flow_shell import TODAY, RunForm, run_cycle
from tasks.opening import open_quarterly_meeting

STEPS = (open_quarterly_meeting, deliver_notices)


@flow(name=QUARTERLY_MEETING.name, flow_run_name=named(QUARTERLY_MEETING))
async def quarterly_meeting(form: RunForm = TODAY) -> Summary:
    """部门目标办在季度结束后15个工作日内，召开目标完成情况分析会。"""
    return await run_cycle(QUARTERLY_MEETING, STEPS, form)
