"""Part 3, 6.2.6 质量分析报告: the quarter's negative list is frozen and the report on the quarter falls due."""

from models.ledger.acts import Summary
from models.rules.quality import QUALITY_REPORT
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, freeze_list, opening_step

STEPS = (opening_step(QUALITY_REPORT), freeze_list, deliver_notices)


@cycle_flow(QUALITY_REPORT)
async def quality_report(form: RunForm = TODAY) -> Summary:
    """季度结束后第29个工作日形成负面清单，送各部门主要领导；管理机构在第30个工作日前撰写目标完成质量分析报告。"""
    return await run_cycle(QUALITY_REPORT, STEPS, form)
