"""来信: a mail that came back, the answers in it (回复), and recipients that a message did not reach."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.records.record import NamedTable, Numbered, OfJurisdiction, Record, choice, instant, structure
from models.rules.kinds import AnswerOutcome, Known
from models.rules.said import MailSaid
from models.rules.states import RECEIVED_MAIL, MailState


class Mail(OfJurisdiction, table=True):
    """A received mail, the same by the SHA-256 of its bytes.

    `office_id` is the department whose contact or mailbox sent it, `person` the contact, `audience` the role that a
    receipt goes to; empty if the address is not known: then the row has no name, and what the stranger wrote is a
    `StrangerMail`. `received_on` is the day that counts (A50). `answers` is the
    reference of our message that it answers. `files` are name, SHA-256 and fault of each attachment, `missing` what did
    not come with it. `confirmed` are the duties, with their due versions, whose receipt it confirms. `receipted_at` is
    set when a receipt was queued. `said` is what its text looks like, until a person has answered it; `words` is the
    text of one that waits or did, empty if its office has marked matters (4.7) and ninety days after it was closed.
    """

    noun: ClassVar = Record("来信", ("digest",), states=RECEIVED_MAIL, updated=True)
    __tablename__ = "received_mail"
    __table_args__ = (
        Index("received_mail_of_sender", "sender", "seen_at"),
        Index("received_mail_waiting", "id", postgresql_where="state IN ('received', 'waiting')"),
    )

    digest: str = Field(unique=True)
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    size: int
    received_at: datetime = instant()
    seen_at: datetime = instant()
    received_on: date
    office_id: int | None = Field(default=None, foreign_key="department.id")
    person: str = ""
    audience: str = ""
    known: Known | None = choice(Known, default=None, nullable=True)
    answers: str = ""
    automatic: bool = False
    files: list[dict[str, str]] = structure(default=[])
    missing: list[str] = structure(default=[])
    state: MailState = choice(MailState, default=MailState.RECEIVED)
    sentence: str = ""
    confirmed: list[str] = structure(default=[])
    receipted_at: datetime | None = instant(default=None, nullable=True)
    said: MailSaid | None = choice(MailSaid, default=None, nullable=True)
    words: str = ""


class StrangerMail(NamedTable, table=True):
    """陌生来信: what a stranger wrote outside of the body of a mail; in no backup, deleted after ninety days.

    `files` are name, SHA-256 and fault of each attachment, `missing` what did not come with it, `sheets` file and name
    of each answer sheet: the rows of `answer` name only their places. The transition with which the mail was received
    has the SHA-256 of all this. `seen_on` is the day from which the ninety days count.
    """

    row_title: ClassVar = "陌生来信"
    __table_args__ = (Index("stranger_mail_of_sender", "sender"),)

    mail_id: int = Field(primary_key=True, foreign_key="received_mail.id")
    seen_on: date
    message_id: str
    sender: str
    subject: str
    files: list[dict[str, str]] = structure()
    missing: list[str] = structure()
    sheets: list[list[str]] = structure()


class UnregisteredMail(NamedTable, table=True):
    """未登记的来信: a stranger's mail without an answer sheet; in no backup, deleted ninety days after `seen_on`.

    `id` is a number among those of the registered mails. `automatic`: a machine wrote it. `sender` is None of what
    came after the first two hundred of a day: its digest is only counted, once.
    """

    row_title: ClassVar = "未登记的来信"

    digest: str = Field(primary_key=True)
    id: int = Field(unique=True)
    seen_on: date = Field(index=True)
    received_at: datetime = instant()
    size: int
    sender: str | None = None
    subject: str = ""
    files: list[dict[str, str]] = structure(default=[])
    missing: list[str] = structure(default=[])
    automatic: bool = False


class StrangerDay(OfJurisdiction, table=True):
    """陌生来信的计数: how many mails of a day are not registered, and of how many senders. Insert only.

    `digest` is the SHA-256 of their list, which stands apart.
    """

    noun: ClassVar = Record("陌生来信的计数", ("day",))

    day: date
    mails: int
    senders: int
    digest: str
    recorded_on: date


class Reply(OfJurisdiction, table=True):
    """回复: one answer sheet with its outcome; `mail_id` is None if it came in a folder. Insert only.

    `obligation_id` is None if its code is not good, or if it names a matter that is no duty: then `matter` is the
    natural key of the matter (a vacancy, a change of people, an appeal). `replaced_id` is the answer to the same duty
    that it replaced. `complaints` are the faults with their cells.
    """

    noun: ClassVar = Record(
        "回复", ("file_digest", "sheet", "due_version", "outcome", "mail_id", "obligation_id", "matter")
    )
    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint(
            "file_digest",
            "sheet",
            "mail_id",
            "obligation_id",
            "matter",
            "due_version",
            "outcome",
            postgresql_nulls_not_distinct=True,
        ),
        Index("answer_by_mail", "mail_id"),
        Index("answer_by_obligation", "obligation_id"),
        Index("answer_by_matter", "matter", postgresql_where="matter <> ''"),
    )

    mail_id: int | None = Field(default=None, foreign_key="received_mail.id")
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id")
    matter: str = ""
    due_version: int = 0
    file: str
    file_digest: str
    sheet: str
    known: Known = choice(Known)
    received_on: date
    received_at: datetime | None = instant(default=None, nullable=True)
    outcome: AnswerOutcome = choice(AnswerOutcome)
    sentence: str
    complaints: list[dict[str, Any]] = structure(default=[])
    replaced_id: int | None = Field(default=None, foreign_key="answer.id")


class Bounce(Numbered, table=True):
    """退信: a recipient that one of our messages did not reach, in the words of the server. Insert only."""

    noun: ClassVar = Record("退信", ("mail_id", "message_id"))

    mail_id: int = Field(foreign_key="received_mail.id")
    message_id: int = Field(foreign_key="message.id", index=True)
    words: str
    returned_on: date


class AnswerKey(OfJurisdiction, table=True):
    """回复码密钥: the newest one makes the codes; sheets that an earlier one made are outdated. Insert only.

    `installation` is a random name of this installation, so that a sheet of another one is recognised; `digest` is the
    SHA-256 of the sealed key.
    """

    noun: ClassVar = Record("回复码密钥", ("number",))
    __table_args__ = (UniqueConstraint("number"),)  # of all jurisdictions

    number: int
    installation: str
    digest: str
    made_on: date
    reason: str = ""


class SealedAnswerKey(NamedTable, table=True):
    """The 32 bytes of a key in hexadecimal digits. A reader of the database may not see them. Insert only.

    They are in no digest, block, export or answer. They are in a backup, because no answer could be read without them
    after a restore.
    """

    row_title: ClassVar = "回复码密钥（密）"

    answer_key_id: int = Field(primary_key=True, foreign_key="answer_key.id", sa_column_kwargs={"autoincrement": False})
    secret: str
