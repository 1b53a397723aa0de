"""Part 3, 6.2.7 公众评议: each quarter the remediation of public opinions is published."""

from models.ledger.acts import Summary
from models.rules.opinion import PUBLIC_OPINION
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, opening_step

STEPS = (opening_step(PUBLIC_OPINION), deliver_notices)


@cycle_flow(PUBLIC_OPINION)
async def public_opinion(form: RunForm = TODAY) -> Summary:
    """季度结束后第1个工作日开启，10个工作日内公布公众意见的整改情况，接受社会公众监督；当日无需开启的，说明何时开启。"""
    return await run_cycle(PUBLIC_OPINION, STEPS, form)
