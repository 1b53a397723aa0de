"""Part 3, 6.2.1 中期核查: in July and August the agency inspects the year so far and evaluates every department."""

from models.ledger.acts import Summary
from models.rules.inspection import MID_TERM_INSPECTION
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(MID_TERM_INSPECTION), deliver_notices)


@cycle_flow(MID_TERM_INSPECTION)
async def mid_term_inspection(form: RunForm = TODAY) -> Summary:
    """7月1日开启，管理机构在8月31日前抽取本年目标和负面清单中的全部目标到现场核查，逐个部门作出总体评价。"""
    return await run_cycle(MID_TERM_INSPECTION, STEPS, form)
