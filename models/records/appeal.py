"""申诉 of a department against an entry of the negative list (4.3 a)."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice
from models.rules.appeal import Ruling
from models.rules.states import AppealState


class Appeal(SQLModel, table=True):
    """An objection, its re-inspection and the ruling; `number` counts those against one entry, one open at a time.

    From `accepted_on` to `ended_on`, both included, the deadlines of the entry are suspended (A14).
    """

    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        Index("appeal_running", "entry_id", unique=True, postgresql_where="state IN ('lodged', 'accepted')"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="negative_entry.id")
    number: int
    department_id: int = Field(foreign_key="department.id")
    ground: str
    state: AppealState = choice(AppealState, default=AppealState.LODGED)
    lodged_on: date
    accepted_on: date | None = None
    inspection_id: int | None = Field(default=None, foreign_key="inspection.id")
    ended_on: date | None = None
    ruling: Ruling | None = choice(Ruling, default=None, nullable=True)
    reason: str = ""
