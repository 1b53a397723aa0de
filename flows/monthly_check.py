"""Part 3, 6.1.1 月度检查: each office checks every one of its targets for the month."""

from models.ledger.acts import Summary
from models.rules.cycles import MONTHLY_CHECK
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(MONTHLY_CHECK), deliver_notices)


@cycle_flow(MONTHLY_CHECK)
async def monthly_check(form: RunForm = TODAY) -> Summary:
    """部门目标办每月按照目标绩效要求，对本部门牵头的每一项目标进行检查。"""
    return await run_cycle(MONTHLY_CHECK, STEPS, form)
