"""总体评价: an inspection's evaluation of a department as a whole (3.3, 6.2.1)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.record import Record


class Evaluation(SQLModel, table=True):
    """A mid-term or year-end inspection's evaluation of a department: its targets, and the entries it made good.

    A later row of the same inspection supersedes the previous one; both stay in the table.
    """

    noun: ClassVar = Record("总体评价", ("inspection_id", "department_id", "serial"))
    __table_args__ = (UniqueConstraint("inspection_id", "department_id", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    inspection_id: int = Field(foreign_key="inspection.id")
    department_id: int = Field(foreign_key="department.id")
    serial: int
    overall: str
    made_good: str = ""
    evaluated_on: date
