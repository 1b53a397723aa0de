"""Part 3, 6.1.5 通知投递: sends notices when they are due, in office hours."""

from models.ledger.acts import Summary
from models.rules.cycles import DELIVER
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices

STEPS = (deliver_notices,)


@cycle_flow(DELIVER)
async def deliver(form: RunForm = TODAY) -> Summary:
    """工作时间内每10分钟投递待发通知。"""
    return await run_cycle(DELIVER, STEPS, form)
