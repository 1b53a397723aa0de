"""Part 1, 9 结果运用: who has not got the results of a year, or has not received them."""

from models.ledger.acts import Summary
from models.rules.results_use import RESULTS_USE
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, watch_results_use

STEPS = (watch_results_use, deliver_notices)


@cycle_flow(RESULTS_USE)
async def results_use(form: RunForm = TODAY) -> Summary:
    """考评结果审定后每日列出尚未反馈和尚未签收的对象，每周一和签收期限过后提醒管理机构；全部签收或者已电话告知后不再提醒。"""
    return await run_cycle(RESULTS_USE, STEPS, form)
