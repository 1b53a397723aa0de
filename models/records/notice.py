"""通知, 投递 and 消息: a notice to an audience, its delivery to one recipient on one channel, one physical message."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.records.record import NamedTable, Numbered, OfJurisdiction, Record, choice, instant, structure
from models.rules.duties import Audience
from models.rules.kinds import Labelled


class MessageState(Labelled):
    """The state of a message; DOUBTFUL and PARKED last until a person decides, SENT, ARRIVED and DROPPED for good."""

    SENDING = "sending", "发送中"
    WAITING = "waiting", "待重试"
    SENT = "sent", "已发送"
    DOUBTFUL = "doubtful", "送达不明"
    ARRIVED = "arrived", "已确认送达"
    PARKED = "parked", "已搁置"
    DROPPED = "dropped", "已放弃"


class Notice(OfJurisdiction, table=True):
    """A notice to an audience of a department, once per occasion."""

    noun: ClassVar = Record("通知", ("kind", "subject", "occasion", "audience"), verified=False, updated=True)
    further: ClassVar = (
        Index("notice_unresolved", "id", postgresql_where="resolved_at IS NULL AND cancelled IS NULL"),
        Index("notice_without_address", "id", postgresql_where="cancelled = '没有可用的收件地址'"),
    )

    kind: str
    subject: str
    occasion: str
    audience: Audience = choice(Audience)
    department_id: int = Field(foreign_key="department.id")
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id", index=True)
    payload: dict[str, Any] = structure(default={})
    act_id: int
    created_on: date
    resolved_at: datetime | None = instant(default=None, nullable=True)
    cancelled: str | None = None


class Recipient(OfJurisdiction, table=True):
    """A mailbox, a robot or another address: the row that a sender locks; `paused_until` follows a channel's answer."""

    row_title: ClassVar = "收件地址"
    __table_args__ = (UniqueConstraint("jurisdiction_id", "channel", "address"),)

    channel: str
    address: str
    paused_until: datetime | None = instant(default=None, nullable=True)


class Delivery(Numbered, table=True):
    """A notice for one recipient on one channel; frozen into a message when claimed."""

    row_title: ClassVar = "投递"
    __table_args__ = (
        UniqueConstraint("notice_id", "recipient_id"),
        Index("delivery_pending", "recipient_id", postgresql_where="message_id IS NULL AND cancelled IS NULL"),
        Index(
            "delivery_undone",
            "notice_id",
            postgresql_where="cancelled IN ('收件地址已更换', '通知内容无法生成，请报告管理员')",
        ),
    )

    notice_id: int = Field(foreign_key="notice.id")
    recipient_id: int = Field(foreign_key="recipient.id")
    person: str = ""
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    cancelled: str | None = None


class Message(Numbered, table=True):
    """One physical message with its frozen text; a reclaim sends the same text under the same Message-ID.

    `in_handover` is set before the message is handed over, and cleared when the answer is settled. `attachments` are
    the files that it carries, each with `name` and `digest`; NULL if it has none.
    """

    noun: ClassVar = Record("消息", ("reference",), verified=False, updated=True)
    __table_args__ = (
        UniqueConstraint("recipient_id", "business_date", "wave"),
        Index("message_unfinished", "state", postgresql_where="state IN ('sending', 'waiting')"),
        Index("message_failed", "id", postgresql_where="state IN ('doubtful', 'parked', 'dropped')"),
    )

    recipient_id: int = Field(foreign_key="recipient.id")
    business_date: date
    wave: int
    reference: str = Field(unique=True)
    subject: str
    text: str
    html: str
    markdown: str
    state: MessageState = choice(MessageState, default=MessageState.SENDING)
    tries: int = 0
    claimed_by: str = ""
    lease_until: datetime | None = instant(default=None, nullable=True)
    next_try: datetime | None = instant(default=None, nullable=True)
    sent_at: datetime | None = instant(default=None, nullable=True)
    reason: str = ""
    maybe_duplicate: bool = False
    in_handover: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    attachments: list[dict[str, str]] | None = structure(default=None, nullable=True)


class Attachment(NamedTable, table=True):
    """The bytes of a file that messages carry, kept once under their SHA-256.

    A reader of the database may not see them: an answer sheet has its code. `content` is NULL once every message that
    carries the file has been final for 90 days; the message keeps name and digest.
    """

    row_title: ClassVar = "消息的附件"
    __table_args__ = (Index("attachment_kept", "kept_at", postgresql_where="content IS NOT NULL"),)

    digest: str = Field(primary_key=True)
    content: bytes | None = None
    kept_at: datetime = instant()


class SendTurn(NamedTable, table=True):
    """One of the turns that a robot or a member has in any 60 seconds; `receiver` is a digest of channel and address.

    A turn is free again 60 seconds after it was taken, so no two uses of it fall into one minute.
    """

    row_title: ClassVar = "发送频次"

    receiver: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    taken_at: datetime | None = instant(default=None, nullable=True)
    message_id: int | None = None  # no record of the ledger: a turn is forgotten when it is taken again


class Telling(Numbered, table=True):
    """电话告知: who was told by phone what a notice says, on which day, because it could not be sent. Insert only."""

    noun: ClassVar = Record("电话告知", ("notice_id",))

    notice_id: int = Field(foreign_key="notice.id")
    told_on: date
    person: str
    told_by: str


class Attempt(Numbered, table=True):
    """One attempt to send a message, and the channel's answer. Insert only."""

    row_title: ClassVar = "投递尝试"

    message_id: int = Field(foreign_key="message.id", index=True)
    act_id: int = Field(index=True)
    at: datetime = instant()
    outcome: str
    code: str = ""
    reason: str = ""
