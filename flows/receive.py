"""Part 3, 6.1.5 收取回复: takes the answers that came by mail, and sends their receipts in office hours."""

from prefect import flow

from models.ledger.acts import Summary
from models.rules.cycles import RECEIVE
from tasks.artifacts import named
from tasks.delivery import deliver_notices
from tasks.flow_shell import TODAY, RunForm, run_cycle
from tasks.receiving import receive_answers

STEPS = (receive_answers, deliver_notices)


@flow(name=RECEIVE.name, flow_run_name=named(RECEIVE))
async def receive(form: RunForm = TODAY) -> Summary:
    """每天7时至22时每10分钟读取收件箱，收取回复，投递回执。"""
    return await run_cycle(RECEIVE, STEPS, form)
