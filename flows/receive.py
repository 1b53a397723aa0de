"""Part 3, 6.1.5 收取回复: takes the answers that came by mail, and sends their receipts in office hours."""

from models.ledger.acts import Summary
from models.rules.cycles import RECEIVE
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices
from tasks.receiving import receive_answers

STEPS = (receive_answers, deliver_notices)


@cycle_flow(RECEIVE)
async def receive(form: RunForm = TODAY) -> Summary:
    """每天7时至22时每10分钟读取收件箱，收取回复，投递回执。"""
    return await run_cycle(RECEIVE, STEPS, form)
