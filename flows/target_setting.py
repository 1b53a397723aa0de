"""Part 1, 2.6 目标制定: which departments have no list of the year yet, and what stands in the way."""

from models.ledger.acts import Summary
from models.rules.target_setting import TARGET_SETTING
from tasks.flow_shell import TODAY, RunForm, cycle_flow, run_cycle
from tasks.flow_steps import deliver_notices, watch_target_setting

STEPS = (watch_target_setting, deliver_notices)


@cycle_flow(TARGET_SETTING)
async def target_setting(form: RunForm = TODAY) -> Summary:
    """二月、三月每周一和此后每月一日，按部门列出待沟通、待反馈、待答复、待报审、待审批、待下达的目标草案和清单缺项，提醒管理机构；三月底后仍未下达的予以提示。"""
    return await run_cycle(TARGET_SETTING, STEPS, form)
