"""Part 3, 6.2.5 整改反馈: the limit of each remediation, and its feedback after completion."""

from models.ledger.acts import Summary
from models.rules.negative_list import REMEDIATION_FEEDBACK
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import PRESSES, list_remediation, open_limits, repair_feedback
from tasks.receiving import receive_before

# What it queues leaves with the sweep; where this did not run, the sweep does the same.
STEPS = (receive_before, repair_feedback, open_limits, *PRESSES, list_remediation)


@cycle_flow(REMEDIATION_FEEDBACK)
async def remediation_feedback(form: RunForm = TODAY) -> Summary:
    """部门在整改时限内完成整改，完成后5个工作日内反馈；每日先收取回复，缺则补开，发出到期提醒，生成催办任务，列出整改事项；通知由每日巡检送出。"""
    return await run_cycle(REMEDIATION_FEEDBACK, STEPS, form)
