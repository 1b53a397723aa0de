"""在线复核: who reviews which target of a quarter, what was concluded, and who looks on site after it (7.2)."""

from datetime import date
from decimal import Decimal

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice, structure
from models.rules.review import ReviewOutcome


class ReviewTask(SQLModel, table=True):
    """Who is to review what was declared of a target for a quarter."""

    __tablename__ = "review_task"
    __table_args__ = (UniqueConstraint("target_id", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    period: str
    target_id: int = Field(foreign_key="target.id")
    reviewer: str
    assigned_on: date


class Review(SQLModel, table=True):
    """复核: what a reviewer concluded about a target of a quarter; the newest `serial` counts, the others stay.

    What was looked at stands with it: the version of the self-check (0: none was there), what it declared, and the
    files by their content. `entry` is what it proposed for the negative list, or what stood there already.
    """

    __table_args__ = (UniqueConstraint("target_id", "period", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    period: str
    target_id: int = Field(foreign_key="target.id")
    serial: int
    reviewer: str
    outcome: ReviewOutcome = choice(ReviewOutcome)
    report_version: int
    progress: Decimal | None = None
    status: str = ""
    evidence: list[str] = structure(default_factory=list)
    note: str = ""
    reviewed_on: date
    recorded_on: date
    entry_id: int | None = Field(default=None, foreign_key="negative_entry.id")


class Confirmation(SQLModel, table=True):
    """现场认定: the inspection that looks on site at an entry proposed for the negative list."""

    __table_args__ = (UniqueConstraint("entry_id"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="negative_entry.id")
    inspection_id: int = Field(foreign_key="inspection.id")
    assigned_on: date
