"""Part 3, 3.3 年终复核: a run on 15 December opens it, one on 11 January compares the filed documents."""

from models.ledger.acts import Summary
from models.rules.cycles import YEAR_END_REVERIFICATION
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import compare_filings, deliver_notices, opening_step

STEPS = (opening_step(YEAR_END_REVERIFICATION), compare_filings, deliver_notices)


@cycle_flow(YEAR_END_REVERIFICATION)
async def year_end_reverification(form: RunForm = TODAY) -> Summary:
    """管理机构从12月15日起对年度目标完成情况和负面清单补欠情况现场核查，1月11日逐项比对年终材料（漏了由每日巡检补做），1月31日前完成复核。"""
    return await run_cycle(YEAR_END_REVERIFICATION, STEPS, form)
