"""个人等次: how many people of a department have which grade in a year, and no names (1-2.19, A45)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice
from models.records.record import Record
from models.rules.score.individuals import Correction


class Individuals(SQLModel, table=True):
    """The `serial`th numbers of a department for a year; later ones, with their reason, supersede those before."""

    noun: ClassVar = Record("个人等次人数", ("department_id", "year", "serial"))
    __table_args__ = (UniqueConstraint("department_id", "year", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    year: int
    serial: int
    people: int
    excellent: int
    reached: int
    not_reached: int
    reason: Correction | None = choice(Correction, default=None, nullable=True)
    recorded_on: date
