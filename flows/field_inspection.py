"""Part 3, 7.3 每季核查: each quarter the agency visits every key project, helps, and presses for remediation."""

from models.ledger.acts import Summary
from models.rules.visit import FIELD_INSPECTION
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(FIELD_INSPECTION), deliver_notices)


@cycle_flow(FIELD_INSPECTION)
async def field_inspection(form: RunForm = TODAY) -> Summary:
    """每季度第1日开启，管理机构在季度第二个月月底前深入每个重点项目现场核查，协助整改，督促负面清单补欠。"""
    return await run_cycle(FIELD_INSPECTION, STEPS, form)
