"""账号: who signs in at the page, for which offices, with which slips; passwords and sessions are no records."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Column, DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from models.records.record import NamedTable, Numbered, OfJurisdiction, Part, Record, instant, structure


class Account(OfJurisdiction, table=True):
    """The account of one person; until a day he reads what the agency reads, if it named him a reader.

    Until the day of a stop no one signs in with it.
    """

    noun: ClassVar = Record("账号", ("serial",), parts=(Part("account_place", {"account_id": "r.id"}),), updated=True)

    serial: int
    person: str
    opened_on: date
    ended_on: date | None = None
    ended_why: str = ""
    reads_until: date | None = None
    reads_why: str = ""
    stopped_until: date | None = None


class AccountPlace(NamedTable, table=True):
    """A department in which the person of an account is a contact: a name to sign in with."""

    row_title: ClassVar = "账号的部门"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    department_id: int = Field(primary_key=True, foreign_key="department.id")


class Slip(Numbered, table=True):
    """The `number`th 开通单 of an account: the digest of its first-use code, its use, and its signed receipt.

    `signs_for` are the terms as head or leader that its person had when it was made (A49b).
    """

    noun: ClassVar = Record("开通单", ("account_id", "number"), updated=True)

    account_id: int = Field(foreign_key="account.id")
    number: int
    code_digest: str = Field(unique=True)
    made_on: date
    last_day: date
    used_on: date | None = None
    confirmed_on: date | None = None
    signs_for: list[str] = structure(default_factory=list)


class Password(Numbered, table=True):
    """The hash of an account's password; its newest seal covers it."""

    row_title: ClassVar = "口令（密）"

    account_id: int = Field(foreign_key="account.id", unique=True)
    hash: str
    set_at: datetime = instant()


class PageSession(Numbered, table=True):
    """A session at the page, known by the SHA-256 of its token; in no digest, no export and no backup.

    `browser` is the SHA-256 of the token that the browser keeps for 180 days; the account is `known` there, until all
    devices are signed out.
    """

    row_title: ClassVar = "网页登录"

    account_id: int = Field(foreign_key="account.id", index=True)
    token_digest: str = Field(unique=True)
    form_token: str = Field(index=True)
    browser: str = Field(index=True)
    known: bool
    begun_at: datetime = instant()
    seen_at: datetime = instant()
    ended_at: datetime | None = instant(default=None, nullable=True)


class SignInTries(NamedTable, table=True):
    """The wrong passwords of a day, by the digest of a name, or by account and browser; in no digest and no backup."""

    row_title: ClassVar = "口令试错"

    counted: str = Field(primary_key=True)
    tries: list[datetime] = Field(sa_type=ARRAY(DateTime(timezone=True)))


class SignInCode(NamedTable, table=True):
    """The SHA-256 of the code that opens one try of an account, until it is used; in no digest and no backup."""

    row_title: ClassVar = "登录验证码（密）"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    code_digest: str
    sent_at: datetime = instant()


class PageDraft(Numbered, table=True):
    """What an office has typed for a duty, or an account for an act, and not sent: texts and faults by field.

    In no digest, no export and no backup; deleted with the answer of the duty, or with the act.
    """

    row_title: ClassVar = "网页暂存"
    further: ClassVar = (
        UniqueConstraint("obligation_id", "department_id", "account_id", "act", postgresql_nulls_not_distinct=True),
    )

    obligation_id: int | None = Field(default=None, foreign_key="obligation.id")
    department_id: int | None = Field(default=None, foreign_key="department.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    act: str = ""
    version: int
    saved_by: str
    saved_at: datetime = instant()
    content: dict[str, Any] = structure()
    faults: dict[str, Any] = structure()


class PageDraftFile(Numbered, table=True):
    """A file that was chosen in a field of a draft. Its content is on disk, by its SHA-256."""

    row_title: ClassVar = "网页暂存的文件"

    draft_id: int = Field(sa_column=Column(ForeignKey("page_draft.id", ondelete="CASCADE"), nullable=False, index=True))
    field: str
    name: str
    sha256: str
    size: int
