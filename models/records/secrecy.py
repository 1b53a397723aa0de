"""保密: markings and their dates, who may open a marked record, and who opened it when (4.7). No row is updated."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.records.record import Numbered, OfJurisdiction, Record, choice
from models.rules.secrecy import Marking, Matter


class Secrecy(OfJurisdiction, table=True):
    """密级标注 of a record, identified as in the ledger; the newest `serial` is in force.

    A row without a marking lifts the previous one.
    """

    noun: ClassVar = Record("密级标注", ("record", "record_key", "serial"))
    __table_args__ = (UniqueConstraint("record", "record_id", "serial"),)

    record: Matter = choice(Matter)
    record_id: int
    record_key: str
    serial: int
    marking: Marking | None = choice(Marking, default=None, nullable=True)
    reason: str
    marked_on: date


class SecrecyReader(Numbered, table=True):
    """A person who may open a marked record, or from a later `serial` on no longer may.

    A new marking starts with an empty list of readers. One of the agency opens it under this `account` of the
    operating system only; one of another department has none.
    """

    noun: ClassVar = Record("阅看人员", ("secrecy_id", "department_id", "name", "serial"))

    secrecy_id: int = Field(foreign_key="secrecy.id")
    department_id: int = Field(foreign_key="department.id")
    name: str
    serial: int
    admitted: bool
    account: str = ""
    reason: str
    decided_on: date


class SecrecyAccess(Numbered, table=True):
    """The `serial`th access to a marked record: person, date, purpose.

    `account` is that of the operating system if the person opened it at this machine, not on a signed paper.
    """

    noun: ClassVar = Record("阅看记录", ("secrecy_id", "serial"))

    secrecy_id: int = Field(foreign_key="secrecy.id")
    serial: int
    department_id: int = Field(foreign_key="department.id")
    name: str
    account: str = ""
    purpose: str
    opened_on: date
