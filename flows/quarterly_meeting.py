"""Part 3, 6.1.2 季度分析会: an analysis meeting within fifteen working days after the quarter ends."""

from models.ledger.acts import Summary
from models.rules.cycles import QUARTERLY_MEETING
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(QUARTERLY_MEETING), deliver_notices)


@cycle_flow(QUARTERLY_MEETING)
async def quarterly_meeting(form: RunForm = TODAY) -> Summary:
    """部门目标办在季度结束后15个工作日内，召开目标完成情况分析会。"""
    return await run_cycle(QUARTERLY_MEETING, STEPS, form)
