"""Formats a notice in a history: recipient, time of sending, or the reason why it was not sent."""

from typing import Any

from models.records.notice import MessageState
from models.rules.chinese_dates import in_full, to_the_minute
from models.rules.duties import Audience
from models.rules.notices import NOTICE_NAMES
from models.rules.plain_text import one_line
from models.rules.rehearsal import IN_FOLDER, is_written
from models.rules.robots import GROUPS, OTHER_SERVICE

PERSONAL = ("mail", "wecom_app")  # the channels whose addresses are no secret


def format_notice(notice: dict[str, Any]) -> str:
    """Returns the notice as one line."""
    channel = notice["channel"]
    recipient = channel and (notice["address"] if channel in PERSONAL else GROUPS.get(channel, OTHER_SERVICE))
    name = f"{NOTICE_NAMES[notice['kind']]}（{Audience(notice['audience']).label}）"
    outcome = "，".join(part for part in (recipient, _outcome(notice)) if part)
    return f"  {in_full(notice['created_on'])} {name}：{outcome}"


def _outcome(notice: dict[str, Any]) -> str:
    """Returns when it was sent, or why it was not: 未发, 已搁置 with the reason, 尚未投递."""
    if notice["sent_at"]:
        done = IN_FOLDER if is_written(notice["reason"]) else "发出"
        return f"{to_the_minute(notice['sent_at'])}{done}" + (f"，{notice['bounced']}" if notice["bounced"] else "")
    state = notice["state"] and MessageState(notice["state"])
    reason = f"：{one_line(notice['reason'])}" if notice["reason"] else ""
    if state in {MessageState.DOUBTFUL, MessageState.ARRIVED}:
        return f"{state.label}{reason}"
    if notice["cancelled"]:
        return f"未发：{notice['cancelled']}"
    return f"未发出，{state.label}{reason}" if state else "尚未投递"
