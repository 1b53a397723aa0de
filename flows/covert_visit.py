"""Part 3, 7.4 第三方暗访: each quarter a third party receives a list of projects and returns its results."""

from models.ledger.acts import Summary
from models.rules.covert import COVERT_VISIT
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(COVERT_VISIT), deliver_notices)


@cycle_flow(COVERT_VISIT)
async def covert_visit(form: RunForm = TODAY) -> Summary:
    """每季度第二个月15日前，管理机构向第三方机构提供暗访项目清单及绩效要求，该月最后一日前收回结果。"""
    return await run_cycle(COVERT_VISIT, STEPS, form)
