"""Formats a notice in a history: recipient, time of sending, or the reason why it was not sent."""

from typing import Any

from models.ledger.seals import UPGRADE_TITLE
from models.rules.chinese_dates import in_full, to_the_minute
from models.rules.duties import Audience
from models.rules.notices import NOTICE_NAMES
from models.rules.rehearsal import IN_FOLDER, is_written


def format_notice(notice: dict[str, Any]) -> str:
    """Returns the notice as one line."""
    recipient = "" if notice["cancelled"] else "尚未投递"
    if notice["channel"]:
        recipient = notice["address"] if notice["channel"] == "mail" else "企业微信群"
    done = IN_FOLDER if is_written(notice["reason"]) else "发出"
    sent = f"，{to_the_minute(notice['sent_at'])}{done}" if notice["sent_at"] else ""
    cancelled = f"{recipient and '，'}未发：{notice['cancelled']}" if notice["cancelled"] else ""
    found = f"（{UPGRADE_TITLE}）" if notice["found_by_upgrade"] else ""
    name = f"{NOTICE_NAMES[notice['kind']]}（{Audience(notice['audience']).label}）"
    return f"  {in_full(notice['created_on'])} {name}：{recipient}{sent}{cancelled}{found}"
