"""每季核查: what was found and helped with at a project (7.3)."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import structure


class FieldVisit(SQLModel, table=True):
    """One visit to where a target is carried out: by whom, what difficulties were found, what help was given.

    `pressed` are the entries of the negative list, open on that day, whose making good was pressed for; `serial` counts
    the visits to a target within a quarter.
    """

    __tablename__ = "field_visit"
    __table_args__ = (UniqueConstraint("target_id", "period", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    target_id: int = Field(foreign_key="target.id")
    period: str
    serial: int
    visited_on: date
    recorded_on: date
    place: str = ""
    visitors: list[str] = structure(default_factory=list)
    problems: str = ""
    help: str = ""
    pressed: list[str] = structure(default_factory=list)
