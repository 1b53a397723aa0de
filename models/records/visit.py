"""每季核查: the result, the findings and the help of a visit to a project (7.3)."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from models.records.record import Numbered, Record, TargetTexts, choice, structure
from models.rules.visit import VisitResult


class FieldVisit(Numbered, table=True):
    """One visit to a target's site: the visitors, the difficulties found, the help given.

    `pressed` lists the negative-list entries, open on that day, whose remediation was pressed for; `serial` counts the
    visits to a target within a quarter. `inspection_id` is the plan of the quarter, `leader` the visitor who signed;
    `entry_id` is the entry that 未按要求 proposed or that was open already.
    """

    noun: ClassVar = Record(
        "现场核查",
        ("target_id", "period", "serial"),
        of_target=TargetTexts(withheld="place, problems, help", told="period, visitors, leader, pressed"),
        updated=True,
    )

    target_id: int = Field(foreign_key="target.id")
    period: str
    serial: int
    visited_on: date
    recorded_on: date
    place: str = ""
    visitors: list[str] = structure(default_factory=list)
    leader: str
    result: VisitResult = choice(VisitResult)
    problems: str = ""
    help: str = ""
    pressed: list[str] = structure(default_factory=list)
    inspection_id: int | None = Field(default=None, foreign_key="inspection.id")
    entry_id: int | None = Field(default=None, foreign_key="negative_entry.id")
