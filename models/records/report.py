"""检查填报: an office's report lines per target, in versions."""

from datetime import date
from decimal import Decimal

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice
from models.rules.kinds import LineStatus


class Report(SQLModel, table=True):
    """One version of an office's report for an obligation; the newest counts."""

    __table_args__ = (UniqueConstraint("obligation_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    version: int
    received_on: date
    reported_by: str
    note: str = ""


class ReportLine(SQLModel, table=True):
    """Version 0 is the blank line of a target at opening; versions from 1 are the reported lines.

    `quantity` is what was done so far, in the target's unit; None if it was not stated.
    """

    __tablename__ = "report_line"

    obligation_id: int = Field(primary_key=True, foreign_key="obligation.id")
    version: int = Field(primary_key=True)
    target_id: int = Field(primary_key=True, foreign_key="target.id")
    target_version: int = 1
    progress: Decimal | None = None
    status: LineStatus | None = choice(LineStatus, default=None, nullable=True)
    remark: str = ""
    quantity: Decimal | None = None
