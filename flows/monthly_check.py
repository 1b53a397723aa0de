"""Part 3, 6.1.1 月度检查: each office checks every one of its targets for the month."""

from prefect import flow

from models.ledger.acts import Summary
from models.rules.cycles import MONTHLY_CHECK
from tasks.artifacts import named
from tasks.delivery import deliver_notices
from tasks.flow_shell import TODAY, RunForm, run_cycle
from tasks.opening import open_monthly_check

STEPS = (open_monthly_check, deliver_notices)


@flow(name=MONTHLY_CHECK.name, flow_run_name=named(MONTHLY_CHECK))
async def monthly_check(form: RunForm = TODAY) -> Summary:
    """部门目标办每月按照目标绩效要求，对本部门牵头的每一项目标进行检查。"""
    return await run_cycle(MONTHLY_CHECK, STEPS, form)
