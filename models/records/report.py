"""检查填报: an office's report lines per target and leaf, in versions."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from models.records.record import NamedTable, Numbered, Part, Record, TargetTexts, choice
from models.rules.kinds import LineStatus

# The lines of the version of report `r`.
OF_VERSION = {"obligation_id": "r.obligation_id", "version": "r.version"}


class Report(Numbered, table=True):
    """One version of an office's report for an obligation; the newest counts."""

    noun: ClassVar = Record(
        "填报",
        ("obligation_id", "version"),
        parts=(Part("report_line", OF_VERSION), Part("report_leaf", OF_VERSION)),
        of_target=TargetTexts(withheld="remark", table="report_line"),
        updated=True,
    )

    obligation_id: int = Field(foreign_key="obligation.id")
    version: int
    received_on: date
    reported_by: str
    note: str = ""


class ReportLine(NamedTable, table=True):
    """Version 0 is the blank line of a target at opening; versions from 1 are the reported lines.

    `quantity` is what was done so far, in the target's unit; None if it was not stated.
    """

    row_title: ClassVar = "填报的行"

    # Blank lines are not in it: opening a month, which writes them, takes as long as without it.
    __table_args__ = (Index("report_line_reported", "target_id", postgresql_where="version > 0"),)

    obligation_id: int = Field(primary_key=True, foreign_key="obligation.id")
    version: int = Field(primary_key=True)
    target_id: int = Field(primary_key=True, foreign_key="target.id")
    target_version: int = 1
    progress: Decimal | None = None
    status: LineStatus | None = choice(LineStatus, default=None, nullable=True)
    remark: str = ""
    quantity: Decimal | None = None


class ReportLeaf(NamedTable, table=True):
    """The line of a leaf within the line of its target: version 0 is blank, as it was asked for at opening (1-2.9).

    A target's line says what its leaves add up to. A struck line takes its leaves along.
    """

    row_title: ClassVar = "填报的指标"
    __table_args__ = (
        ForeignKeyConstraint(
            ["obligation_id", "version", "target_id"],
            ["report_line.obligation_id", "report_line.version", "report_line.target_id"],
            onupdate="CASCADE",
        ),
    )

    obligation_id: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    target_id: int = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    position: int = 0
    progress: Decimal | None = None
    status: LineStatus | None = choice(LineStatus, default=None, nullable=True)
    remark: str = ""
    quantity: Decimal | None = None
