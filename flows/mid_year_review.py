"""Part 3, 6.1.3 半年讲评: each office reviews the half year: problems, coordination, measures and plan."""

from models.ledger.acts import Summary
from models.rules.cycles import MID_YEAR_REVIEW
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(MID_YEAR_REVIEW), deliver_notices)


@cycle_flow(MID_YEAR_REVIEW)
async def mid_year_review(form: RunForm = TODAY) -> Summary:
    """部门目标办在6月30日后15个工作日内，讲评半年目标完成情况，研究问题，统筹进度，提出改进措施和方案。"""
    return await run_cycle(MID_YEAR_REVIEW, STEPS, form)
