"""Part 3, 7.2 在线复核: each quarter the agency reviews online what departments uploaded about their targets."""

from models.ledger.acts import Summary
from models.rules.review import ONLINE_REVIEW
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(ONLINE_REVIEW), deliver_notices)


@cycle_flow(ONLINE_REVIEW)
async def online_review(form: RunForm = TODAY) -> Summary:
    """季度结束后第11个工作日开启，第20个工作日前对各部门上传的目标完成情况逐项在线复核；未完成的拟列入负面清单。"""
    return await run_cycle(ONLINE_REVIEW, STEPS, form)
