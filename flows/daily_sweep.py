"""Part 3, 6.2.2 每日巡检: opens missed cycles, sends reminders of due duties, raises urgings of overdue ones (4.6)."""

from models.ledger.acts import Summary
from models.rules.cycles import DAILY_SWEEP
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import WATCHES, deliver_notices, reconcile_runs, record_sweep, report_head, tell_agency_day
from tasks.receiving import receive_before

STEPS = (receive_before, reconcile_runs, *WATCHES, record_sweep, tell_agency_day, report_head, deliver_notices)


@cycle_flow(DAILY_SWEEP)
async def daily_sweep(form: RunForm = TODAY) -> Summary:
    """每日先收取回复，补开漏开的周期，到期比对年终材料，补开明确整改时限和现场认定，发出到期提醒，生成催办任务，判定目标云缺报，检查联络员和放假安排，列出管理机构今日工作，发出台账月报和日报。"""
    return await run_cycle(DAILY_SWEEP, STEPS, form)
