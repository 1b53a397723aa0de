"""The remarks above a year with own data: what was assumed, and what is missing or wrong in the data."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from deployments.simulation.own_sheets import OwnRows
from deployments.simulation.plan import Plan

MOST_NAMED = 3
ONLY_ASSUMED = (
    "办理早晚、退回、列入负面清单和整改均按种子假设，不代表任何部门的实际情况。"
    "邮箱、机器人和人员已全部替换，不向任何人发送消息。"
)


def remarks_on(rows: OwnRows, plan: Plan) -> list[str]:
    """Returns the list of remarks, one sentence each, the assumptions first."""
    return [*_assumptions(rows, plan), *_skipped_targets(rows, plan), *_partial_year(rows, plan), *_missing_data(rows)]


def _assumptions(rows: OwnRows, plan: Plan) -> Iterator[str]:
    year_held = rows.targets[0].year
    yield (
        f"按本系统现有数据推演：{len(rows.managed)}个部门，{len(rows.led)}项目标，"
        f"目标均按{_format_day(plan.issued_on)}下达。"
    )
    if year_held != plan.year:
        yield f"{plan.year}年目标尚未导入，以{year_held}年目标代替。"
    yield ONLY_ASSUMED


def _skipped_targets(rows: OwnRows, plan: Plan) -> Iterator[str]:
    led = {row.code for row in rows.led}
    if lost := [row.code for row in rows.targets if row.code not in led]:
        yield f"{len(lost)}项目标在{plan.year}年没有在册的责任部门，未列入：{_join_names(lost)}。请办理目标划转。"


def _partial_year(rows: OwnRows, plan: Plan) -> Iterator[str]:
    leading = Counter(row.responsible[0] for row in rows.led)
    for row in rows.managed:
        if row.valid_from and row.valid_from > plan.go_live:
            yield f"{row.name}自{_format_day(row.valid_from)}起在册，此前不开启事项。"
        if row.valid_to and row.valid_to < plan.closing_day:
            left = f"，其牵头的{leading[row.code]}项目标此后无人填报，请办理划转或合并" if leading[row.code] else ""
            yield f"{row.name}{_format_day(row.valid_to)}终止{left}。"


def _missing_data(rows: OwnRows) -> Iterator[str]:
    leading = {row.responsible[0] for row in rows.led}
    if idle := [row.name for row in rows.managed if row.code not in leading]:
        yield f"没有牵头目标、不开启月度检查、季度自查和年终检查的部门：{_join_names(idle)}。"
    if mute := [row.name for row in rows.managed if not (row.email or row.wecom_robot)]:
        yield f"没有目标办邮箱和企业微信机器人、收不到通知的部门：{_join_names(mute)}。"


def _join_names(names: Sequence[str]) -> str:
    names_shown = "、".join(names[:MOST_NAMED])
    return names_shown if len(names) <= MOST_NAMED else f"{names_shown}等{len(names)}个"


def _format_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
