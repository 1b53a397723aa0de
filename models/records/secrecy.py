"""保密: what is marked and since when, who may open it, and who opened it when (4.7). Nothing is altered."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice
from models.rules.secrecy import Marking, Matter


class Secrecy(SQLModel, table=True):
    """密级标注 of a record, named as the ledger names it; the newest `serial` holds, one without a marking lifts it."""

    __table_args__ = (UniqueConstraint("record", "record_id", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    record: Matter = choice(Matter)
    record_id: int
    record_key: str
    serial: int
    marking: Marking | None = choice(Marking, default=None, nullable=True)
    reason: str
    marked_on: date


class SecrecyReader(SQLModel, table=True):
    """Somebody who may open what is marked, or by a later `serial` may no more; a new marking begins with nobody."""

    __tablename__ = "secrecy_reader"
    __table_args__ = (UniqueConstraint("secrecy_id", "department_id", "name", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    secrecy_id: int = Field(foreign_key="secrecy.id")
    department_id: int = Field(foreign_key="department.id")
    name: str
    serial: int
    admitted: bool
    reason: str
    decided_on: date


class SecrecyAccess(SQLModel, table=True):
    """The `serial`th time that what is marked was opened: by whom, when, what for."""

    __tablename__ = "secrecy_access"
    __table_args__ = (UniqueConstraint("secrecy_id", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    secrecy_id: int = Field(foreign_key="secrecy.id")
    serial: int
    department_id: int = Field(foreign_key="department.id")
    name: str
    purpose: str
    opened_on: date
