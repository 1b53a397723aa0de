"""名册: 来信 of offices and 消息, as the page lists them; mails of strangers are shown at the machine only."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, Listing, Row
from deployments.listings.messages import LISTING as SENT
from models.ledger.answer.inbox import list_mails
from models.ledger.messages import list_messages
from models.records.notice import MessageState
from models.rules.chinese_dates import to_the_minute
from models.rules.states.received_mail import MailState
from models.rules.workdays import SHANGHAI

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


MESSAGES = replace(
    SENT,
    title=f"最近{NEWEST}条消息",
    rows=lambda session, state: list_messages(session, state, NEWEST),
    none="没有消息。",
    filters=(Filter("state", "默认全部", "状态", choices=(*LABELS,), read=lambda _, said: LABELS[said]),),
)
