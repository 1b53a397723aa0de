"""并列的决定: which of the tied departments has which grade, with reason and paper (1-2.19, A45)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import structure
from models.records.record import Record


class TieDecision(SQLModel, table=True):
    """The `serial`th decision of a year; `value` is the exact total of the tied, `grades` their grades by code.

    It counts while there is a tie of these departments at this total for these grades.
    """

    noun: ClassVar = Record("并列的决定", ("year", "serial"))
    __tablename__ = "tie_decision"
    __table_args__ = (UniqueConstraint("jurisdiction_id", "year", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    year: int
    serial: int
    unit_class: str
    value: str
    grades: dict[str, Any] = structure(nullable=False)
    reason: str
    paper_number: str
    paper_date: date
    recorded_on: date
