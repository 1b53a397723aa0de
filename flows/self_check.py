"""Part 3, 7.1 季度自查: each quarter a department declares its targets' completion, with evidence."""

from models.ledger.acts import Summary
from models.rules.self_check import SELF_CHECK
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(SELF_CHECK), deliver_notices)


@cycle_flow(SELF_CHECK)
async def self_check(form: RunForm = TODAY) -> Summary:
    """部门每季度开展自查，季度结束后第1个工作日开启，10个工作日内上传绩效目标完成情况及印证材料；当日无需开启的，说明何时开启。"""
    return await run_cycle(SELF_CHECK, STEPS, form)
