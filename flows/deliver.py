"""Part 3, 6.1.5 通知投递: sends notices when they are due, in office hours."""

from prefect import flow

from models.ledger.acts import Summary
from models.rules.cycles import DELIVER
from tasks.artifacts import named
from tasks.delivery import deliver_notices
from tasks.flow_shell import TODAY, RunForm, run_cycle

STEPS = (deliver_notices,)


@flow(name=DELIVER.name, flow_run_name=named(DELIVER))
async def deliver(form: RunForm = TODAY) -> Summary:
    """工作时间内每10分钟投递待发通知。"""
    return await run_cycle(DELIVER, STEPS, form)
