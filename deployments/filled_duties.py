"""What invented offices write about a duty, in the demonstration and in simulated years: a report line, minutes."""

from datetime import date
from typing import Any

DONE = 100  # per cent
COORDINATION = {"coordination": "按季度倒排工期，逐月调度。"}


def report_line(target: str, progress: int, *, slow: bool) -> dict[str, Any]:
    """Returns the line of a report about a target; a slow one that is not done is blocked."""
    status = "done" if progress == DONE else "blocked" if slow else "in_progress"
    return {"target": target, "progress": progress, "status": status, "remark": "用地手续办理中" if slow else ""}


def minutes(day: date) -> dict[str, Any]:
    """Returns the minutes of a meeting on a day."""
    return {
        "held_on": day,
        "attendees": "主要领导、目标办、各责任处室",
        "completion": "各项目标总体按计划推进，个别项目进度偏慢。",
        "problems": "部分项目用地、资金拨付慢于计划。",
        "measures": "明确责任处室，逐项倒排工期，每周调度。",
    }
