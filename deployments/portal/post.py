"""名册: 来信 of offices and 消息, as the page lists them; mails of strangers are shown at the machine only."""

from datetime import date

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, Listing, Row
from models.ledger.answer.inbox import list_mails
from models.ledger.messages import list_messages
from models.records.notice import MessageState
from models.rules.chinese_dates import to_the_minute
from models.rules.states.received_mail import MailState
from models.rules.workdays import SHANGHAI
from notifications.channels import CHANNEL_NAMES

LABELS = {state.label: state.value for state in MessageState}
NEWEST = 1000


def _mails(session: Session, day: date, *, every: bool = False) -> list[Row]:
    return [row for row in list_mails(session, every=every, day=day) if not row["stranger"]]


def _received(row: Row) -> str:
    return to_the_minute(row["received_at"].astimezone(SHANGHAI))


def _why(row: Row) -> str:
    return "；".join(row["reasons"]) if row["state"] == MailState.WAITING else ""


MAILS = Listing(
    "mails",
    "来信",
    "各部门的来信，等待处理的和已处理的",
    _mails,
    (
        Column("编号", "id"),
        Column("收到", _received),
        Column("部门", "department"),
        Column("主题", "subject", empty="（无）"),
        Column("文件", "files"),
        Column("状态", "state", MailState),
        Column("说明", "sentence"),
        Column("等待的原因", _why),
    ),
    none="没有等待处理的来信。",
    filters=(Filter("every", "已处理的也列出"),),
)


def _messages(session: Session, *, state: str | None = None) -> list[Row]:
    return list_messages(session, state, NEWEST)


def _channel(row: Row) -> str:
    return str(CHANNEL_NAMES.get(row["channel"], row["channel"]))


def _state_of(row: Row) -> str:
    return MessageState(row["state"]).label + ("（可能重复）" if row["maybe_duplicate"] else "")


def _reason(row: Row) -> str:
    return "" if row["state"] == MessageState.SENT else row["reason"]


MESSAGES = Listing(
    "messages",
    "消息",
    f"最近{NEWEST}条消息",
    _messages,
    (
        Column("编号", "id"),
        Column("日期", "business_date"),
        Column("渠道", _channel),
        Column("收件", "address"),
        Column("主题", "subject"),
        Column("附件", "attachments"),
        Column("状态", _state_of),
        Column("次数", "tries"),
        Column("原因", _reason),
    ),
    none="没有消息。",
    filters=(Filter("state", "默认全部", "状态", choices=(*LABELS,), read=lambda _, said: LABELS[said]),),
    dated=False,
)
