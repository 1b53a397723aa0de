"""会议: an analysis meeting or a half-year review, with its minutes."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.record import Record


class Meeting(SQLModel, table=True):
    """A meeting's date, attendees and four parts; `coordination` is empty for an analysis meeting."""

    noun: ClassVar = Record("会议", ("department_id", "kind", "period"), updated=True)
    __table_args__ = (UniqueConstraint("department_id", "kind", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    kind: str
    period: str
    held_on: date
    attendees: str
    completion: str
    problems: str
    coordination: str = ""
    measures: str
    recorded_on: date
