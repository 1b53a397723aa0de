"""Part 1, 2.19 年度考评: what is missing until every sheet is approved, and what changed since."""

from models.ledger.acts import Summary
from models.rules.appraisal_day import APPRAISAL
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, watch_appraisal

STEPS = (watch_appraisal, deliver_notices)


@cycle_flow(APPRAISAL)
async def appraisal(form: RunForm = TODAY) -> Summary:
    """次年1月11日起每日重算各部门得分，列出缺什么、由谁补、与上次相比有何变化，提醒管理机构，直到全部得分表审定。"""
    return await run_cycle(APPRAISAL, STEPS, form)
