"""What people must know before they read a year that was lived with their own data: what was assumed, what is amiss."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from deployments.simulation.own_sheets import Found
from deployments.simulation.plan import Plan

NAMED = 3
ONLY_ASSUMED = (
    "办理早晚、退回、列入负面清单和整改均按种子假设，不代表任何部门的实际情况。"
    "邮箱、机器人和人员已全部替换，不向任何人发送消息。"
)


def remarks_on(found: Found, plan: Plan) -> list[str]:
    """One sentence each, the assumptions first."""
    return [*_assumed(found, plan), *_left_out(found, plan), *_coming_and_going(found, plan), *_lacking(found)]


def _assumed(found: Found, plan: Plan) -> Iterator[str]:
    held = found.targets[0].year
    yield (
        f"按本系统现有数据推演：{len(found.managed)}个部门，{len(found.led)}项目标，"
        f"目标均按{_day(plan.issued_on)}下达。"
    )
    if held != plan.year:
        yield f"{plan.year}年目标尚未导入，以{held}年目标代替。"
    yield ONLY_ASSUMED


def _left_out(found: Found, plan: Plan) -> Iterator[str]:
    led = {row.code for row in found.led}
    if lost := [row.code for row in found.targets if row.code not in led]:
        yield f"{len(lost)}项目标在{plan.year}年没有在册的责任部门，未列入：{_listed(lost)}。请办理目标划转。"


def _coming_and_going(found: Found, plan: Plan) -> Iterator[str]:
    leading = Counter(row.responsible[0] for row in found.led)
    for row in found.managed:
        if row.valid_from and row.valid_from > plan.go_live:
            yield f"{row.name}自{_day(row.valid_from)}起在册，此前不开启事项。"
        if row.valid_to and row.valid_to < plan.last_day:
            left = f"，其牵头的{leading[row.code]}项目标此后无人填报，请办理划转或合并" if leading[row.code] else ""
            yield f"{row.name}{_day(row.valid_to)}终止{left}。"


def _lacking(found: Found) -> Iterator[str]:
    leading = {row.responsible[0] for row in found.led}
    if idle := [row.name for row in found.managed if row.code not in leading]:
        yield f"没有牵头目标、不开启月度检查、季度自查和年终检查的部门：{_listed(idle)}。"
    if mute := [row.name for row in found.managed if not (row.email or row.wecom_robot)]:
        yield f"没有目标办邮箱和企业微信机器人、收不到通知的部门：{_listed(mute)}。"


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown}等{len(names)}个"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
