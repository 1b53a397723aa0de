"""免予考评: that a target of a year is exempt from the appraisal, or no longer, with the paper that says so (A37)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.record import Record, TargetTexts


class Exemption(SQLModel, table=True):
    """The `serial`th decision about a target; the newest holds. One that takes it back has a reason and no paper."""

    noun: ClassVar = Record(
        "免予考评", ("target_id", "serial"), of_target=TargetTexts(withheld="reason", told="paper_number")
    )
    __table_args__ = (
        UniqueConstraint("target_id", "serial"),
        CheckConstraint(
            "exempted = (body_id IS NOT NULL AND paper_number <> '' AND paper_date IS NOT NULL)", name="exemption_paper"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    target_id: int = Field(foreign_key="target.id")
    serial: int
    exempted: bool
    reason: str
    body_id: int | None = Field(default=None, foreign_key="body.id")
    paper_number: str = ""
    paper_date: date | None = None
    recorded_on: date
