"""Part 3, 6.1.4 年终检查: a complete check of the year with evidence for every target by 10 January."""

from models.ledger.acts import Summary
from models.rules.cycles import YEAR_END_CHECK
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(YEAR_END_CHECK), deliver_notices)


@cycle_flow(YEAR_END_CHECK)
async def year_end_check(form: RunForm = TODAY) -> Summary:
    """部门目标办在次年1月10日前，对目标完成情况进行一次全面检查并备齐印证材料。"""
    return await run_cycle(YEAR_END_CHECK, STEPS, form)
