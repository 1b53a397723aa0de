"""在线复核: who reviews which target of a quarter, the conclusions, and the inspections on site that follow (7.2)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.records.record import Numbered, OfJurisdiction, Record, TargetTexts, choice, structure
from models.rules.review import ReviewOutcome, ReviewPart


class ReviewTask(OfJurisdiction, table=True):
    """The assignment of a first reviewer to a target's declaration for a quarter.

    `draw` is the hash of the block from which a tenth of what he found true was `drawn` for a second; empty before.
    """

    noun: ClassVar = Record(
        "复核分派", ("period", "target_id"), of_target=TargetTexts(told="period, reviewer, draw"), updated=True
    )
    __table_args__ = (UniqueConstraint("target_id", "period"),)

    period: str
    target_id: int = Field(foreign_key="target.id")
    reviewer: str
    assigned_on: date
    draw: str = ""
    drawn: bool = False


class Review(OfJurisdiction, table=True):
    """复核: a reviewer's conclusion about a target of a quarter; the newest `serial` of each part counts, all stay.

    The row stores the reviewed data: the version of the self-check (0 if none), its declaration, and the files by
    digest. `entered_by` and `account` are who typed it, `signed_paper` what the reviewer signed. One that `settles` the
    line's result has consequences: `entry` is the negative-list entry that it proposed or that was listed already.
    """

    noun: ClassVar = Record(
        "在线复核",
        ("period", "target_id", "serial"),
        of_target=TargetTexts(
            withheld="note", told="period, reviewer, entered_by, account, signed_paper, status, evidence"
        ),
    )
    __table_args__ = (UniqueConstraint("target_id", "period", "serial"),)

    period: str
    target_id: int = Field(foreign_key="target.id")
    serial: int
    part: ReviewPart = choice(ReviewPart)
    settles: bool
    reviewer: str
    entered_by: str
    account: str = ""
    signed_paper: str = ""
    outcome: ReviewOutcome = choice(ReviewOutcome)
    report_version: int
    progress: Decimal | None = None
    status: str = ""
    evidence: list[str] = structure(default_factory=list)
    note: str = ""
    reviewed_on: date
    recorded_on: date
    entry_id: int | None = Field(default=None, foreign_key="negative_entry.id")


class SingleReview(OfJurisdiction, table=True):
    """一人复核: the decision that one person suffices for the lines of a department in a quarter, with its paper."""

    noun: ClassVar = Record("一人复核的决定", ("period", "department_id"), updated=True)
    __table_args__ = (UniqueConstraint("department_id", "period"),)

    period: str
    department_id: int = Field(foreign_key="department.id")
    reason: str
    paper_number: str
    paper_date: date
    recorded_on: date
    withdrawn_on: date | None = None
    withdrawn_why: str = ""


class Confirmation(Numbered, table=True):
    """现场认定: the inspection that checks a proposed negative-list entry on site."""

    noun: ClassVar = Record("现场认定", ("entry_id",), updated=True)

    entry_id: int = Field(foreign_key="negative_entry.id")
    inspection_id: int = Field(foreign_key="inspection.id")
    assigned_on: date
