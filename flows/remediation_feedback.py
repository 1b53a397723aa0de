"""Part 3, 6.2.5 整改反馈: the limit of each remediation, and its feedback five working days after completion."""

from models.ledger.acts import Summary
from models.rules.negative_list import REMEDIATION_FEEDBACK
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, repair_feedback

STEPS = (repair_feedback, deliver_notices)


@cycle_flow(REMEDIATION_FEEDBACK)
async def remediation_feedback(form: RunForm = TODAY) -> Summary:
    """部门在整改时限内完成整改，完成后5个工作日内反馈；每日核对，缺则补开。"""
    return await run_cycle(REMEDIATION_FEEDBACK, STEPS, form)
