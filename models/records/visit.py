"""每季核查: the findings and the help of a visit to a project (7.3)."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from models.records.record import Numbered, Record, TargetTexts, structure


class FieldVisit(Numbered, table=True):
    """One visit to a target's site: the visitors, the difficulties found, the help given.

    `pressed` lists the negative-list entries, open on that day, whose remediation was pressed for; `serial` counts the
    visits to a target within a quarter.
    """

    noun: ClassVar = Record(
        "现场核查",
        ("target_id", "period", "serial"),
        of_target=TargetTexts(withheld="place, problems, help", told="period, visitors, pressed"),
    )

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
