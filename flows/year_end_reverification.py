"""Part 3, 3.3 年终复核: what was filed is compared with what was owed, target by target."""

from prefect import flow

from models.ledger.acting import Summary
from models.rules.cycles import YEAR_END_REVERIFICATION
from tasks.delivering import deliver_notices
from tasks.opening import open_year_end_reverification
from tasks.publishing import named
from tasks.running import TODAY, RunForm, run_cycle
from tasks.sweeping import compare_filings

STEPS = (open_year_end_reverification, compare_filings, deliver_notices)


@flow(name=YEAR_END_REVERIFICATION.name, flow_run_name=named(YEAR_END_REVERIFICATION))
async def year_end_reverification(form: RunForm = TODAY) -> Summary:
    """管理机构对照应报与已报逐项复核年终材料，把缺项清单告知各部门和管理机构。"""
    return await run_cycle(YEAR_END_REVERIFICATION, STEPS, form)
