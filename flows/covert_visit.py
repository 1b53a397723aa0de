"""Part 3, 7.4 第三方暗访: each quarter a third party receives a list of projects and returns its results."""

from prefect import flow

from models.ledger.acts import Summary
from models.rules.covert import COVERT_VISIT
from tasks.artifacts import named
from tasks.delivery import deliver_notices
from tasks.flow_shell import TODAY, RunForm, run_cycle
from tasks.opening import open_covert_visit

STEPS = (open_covert_visit, deliver_notices)


@flow(name=COVERT_VISIT.name, flow_run_name=named(COVERT_VISIT))
async def covert_visit(form: RunForm = TODAY) -> Summary:
    """每季度第二个月15日前，管理机构向第三方机构提供暗访项目清单及绩效要求，该月最后一日前收回结果。"""
    return await run_cycle(COVERT_VISIT, STEPS, form)
