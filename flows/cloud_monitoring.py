"""Part 3, 7.5 目标云监测: each month an upload of every key project falls due; missing uploads raise a warning."""

from models.ledger.acts import Summary
from models.rules.cloud import CLOUD_MONITORING
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, judge_uploads, opening_step

STEPS = (opening_step(CLOUD_MONITORING), judge_uploads, deliver_notices)


@cycle_flow(CLOUD_MONITORING)
async def cloud_monitoring(form: RunForm = TODAY) -> Summary:
    """每月1日开启，当月25日前上传每个重点项目的实施进度（图片和视频）；未按时上传的自动预警。"""
    return await run_cycle(CLOUD_MONITORING, STEPS, form)
