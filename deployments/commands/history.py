"""How a notice stands in a history: to whom, when it left, or why not."""

from typing import Any

from models.rules.duties import Audience
from models.rules.notices import NOTICE_NAMES


def notice_told(notice: dict[str, Any]) -> str:
    """One line."""
    where = "尚未投递"
    if notice["channel"]:
        where = notice["address"] if notice["channel"] == "mail" else "企业微信群"
    sent = f"，{notice['sent_at']:%Y-%m-%d %H:%M}发出" if notice["sent_at"] else ""
    dropped = f"，未发：{notice['cancelled']}" if notice["cancelled"] else ""
    name = f"{NOTICE_NAMES[notice['kind']]}（{Audience(notice['audience']).label}）"
    return f"  {notice['created_on']} {name}：{where}{sent}{dropped}"
