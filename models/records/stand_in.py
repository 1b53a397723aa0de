"""另一人的指定: who of the agency is the second person after a first, by a paper, for some days (1-8.2)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.record import Record


class StandIn(SQLModel, table=True):
    """The `serial`th decision: `person` of the agency's roster may check what the operator `first` made."""

    noun: ClassVar = Record("另一人的指定", ("jurisdiction_id", "serial"))
    __tablename__ = "stand_in"
    __table_args__ = (UniqueConstraint("jurisdiction_id", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    serial: int
    first: str
    person: str
    valid_from: date
    valid_to: date
    reason: str
    paper_number: str
    paper_date: date
    recorded_on: date
