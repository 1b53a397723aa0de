"""二级考评: the value that a department was given for a year, with the paper that it comes from (1-6.1, A42)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.record import Record


class SecondLevel(SQLModel, table=True):
    """The `serial`th value of a department for a year; a later one, with its reason, supersedes those before."""

    noun: ClassVar = Record("二级考评", ("department_id", "year", "serial"))
    __tablename__ = "second_level"
    __table_args__ = (UniqueConstraint("department_id", "year", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    year: int
    serial: int
    value: Decimal
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date
