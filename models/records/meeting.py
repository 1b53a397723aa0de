"""会议: an analysis meeting or a half-year review, with its minutes."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from models.records.record import Numbered, Record


class Meeting(Numbered, table=True):
    """A meeting's date, attendees and four parts; `coordination` is empty for an analysis meeting."""

    noun: ClassVar = Record("会议", ("department_id", "kind", "period"), updated=True)

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
