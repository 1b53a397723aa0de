"""`mubiao messages`: sent and failed messages with the reason."""

from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, Listing
from models.ledger.messages import list_messages
from models.records.notice import MessageState
from models.rules.rehearsal import IN_FOLDER, is_written
from notifications.channels import CHANNEL_NAMES
from tasks.settings import settings


def _state(row: dict[str, Any]) -> str:
    is_folder = row["state"] == MessageState.SENT and is_written(row["reason"])
    label = IN_FOLDER if is_folder else MessageState(row["state"]).label
    return label + ("（可能重复）" if row["maybe_duplicate"] else "")


def _reason(row: dict[str, Any]) -> str:
    return "" if row["state"] == MessageState.SENT else row["reason"]


def _none(_session: Session, _day: date, *, state: str | None = None, **_filters: Any) -> str:  # noqa: ANN401 - as the rows are asked for
    """Returns also why no message can be sent if no channel is configured."""
    if state:
        return f"没有{MessageState(state).label}的消息。"
    if settings().mail_url or settings().wecom_url:
        return "没有消息。"
    return (
        "没有消息。尚未设置通知渠道，通知都在等待投递：查看应通知的内容，mubiao notices；"
        "设置邮件服务器（MUBIAO_MAIL_URL）和企业微信（MUBIAO_WECOM_URL），写法见 mubiao check --settings。"
    )


LISTING = Listing(
    "messages",
    "消息",
    "已发和待发的消息。例：mubiao messages --state parked",
    list_messages,
    (
        Column("编号", "id", kept=True),
        Column("日期", "business_date", kept=True),
        Column("渠道", lambda row: CHANNEL_NAMES.get(row["channel"], row["channel"])),
        Column("收件", "address", kept=True, wrapped=True),
        Column("主题", "subject", wrapped=True),
        Column("附件", "attachments", wrapped=True),
        Column("状态", _state),
        Column("次数", "tries"),
        Column("原因", _reason, wrapped=True),
    ),
    none=_none,
    filters=(
        Filter("state", "只列某一状态", "状态", choices=tuple(each.value for each in MessageState)),
        Filter("limit", "最近多少条，默认100", "N", between=(1, None), default=lambda _session, _day: 100),
    ),
    dated=False,
    after=lambda *_: (),
)
