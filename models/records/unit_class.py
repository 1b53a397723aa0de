"""单位类别: the class in which a department is ranked, from a year on, with the paper that says so (1-2.19, A45)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.record import Record


class UnitClass(SQLModel, table=True):
    """The `serial`th class of a department from a year on; it holds until one of a later year, or a later one of it."""

    noun: ClassVar = Record("单位类别", ("department_id", "year", "serial"))
    __tablename__ = "unit_class"
    __table_args__ = (UniqueConstraint("department_id", "year", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    year: int
    serial: int
    name: str
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date
