"""工作日历: the dates that a notice takes out of the Monday-to-Friday order."""

import datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice
from models.records.record import Record
from models.rules.kinds import DayKind


class CalendarDay(SQLModel, table=True):
    """One holiday or make-up day of a jurisdiction, with its notice."""

    noun: ClassVar = Record("工作日历", ("jurisdiction_id", "date"), updated=True)
    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("jurisdiction_id", "date"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    date: datetime.date
    kind: DayKind = choice(DayKind)
    name: str
    notice_title: str
    notice_number: str
    notice_date: datetime.date
