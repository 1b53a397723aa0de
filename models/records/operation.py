"""How the work of the system itself goes: no records, in no digest, no export and no backup."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.records.record import NamedTable, instant, structure


class LastRun(NamedTable, table=True):
    """When a routine last began, with its worker; when one last ended, neither refused nor broken off."""

    row_title: ClassVar = "最近运行"

    flow: str = Field(primary_key=True)
    begun: datetime = instant()
    ended: datetime | None = instant(default=None, nullable=True)
    worker: str


class RunCount(NamedTable, table=True):
    """How many runs of a flow ended on a day, and when the first of them did."""

    row_title: ClassVar = "当日运行次数"

    day: date = Field(primary_key=True)
    flow: str = Field(primary_key=True)
    ended: int
    first: datetime = instant()


class InboxState(NamedTable, table=True):
    """Since when the inbox does not answer, with the newest reason, and the mails that it lists and does not give."""

    row_title: ClassVar = "收件箱状态"
    __table_args__ = (CheckConstraint("id = 1", name="one_inbox"),)

    id: int = Field(primary_key=True)
    failing_since: datetime | None = instant(default=None, nullable=True)
    words: str
    withheld: list[str] = structure()
