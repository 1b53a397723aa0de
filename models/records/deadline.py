"""期限: one row shared by all obligations with the same rule, anchor, calendar and suspensions."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import structure
from models.records.record import Record


class Deadline(SQLModel, table=True):
    """A due date with its proof; `source` is the document that set the date, if one did (A29)."""

    noun: ClassVar = Record("期限", ("rule", "anchor", "n", "calendar", "suspensions", "source"), updated=True)
    __table_args__ = (
        UniqueConstraint(
            "jurisdiction_id", "rule", "anchor", "n", "calendar", "suspensions", "source", name="deadline_identity"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    rule: str
    anchor: date
    n: int
    calendar: str
    suspensions: list[Any] = structure(default=[])
    source: str = ""
    due: date
    target: date
    earliest: date
    provisional: bool
    proof: dict[str, Any] = structure()
