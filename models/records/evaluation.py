"""总体评价: what an inspection says of a department as a whole (3.3, 6.2.1)."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Evaluation(SQLModel, table=True):
    """How a department did by a mid-term or year-end inspection: its targets, and what it made good of its list.

    A later one of the same inspection supersedes the one before; both are kept.
    """

    __table_args__ = (UniqueConstraint("inspection_id", "department_id", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    inspection_id: int = Field(foreign_key="inspection.id")
    department_id: int = Field(foreign_key="department.id")
    serial: int
    overall: str
    made_good: str = ""
    evaluated_on: date
