"""周期: one occurrence of a cycle for one period."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import instant


class CycleRun(SQLModel, table=True):
    """A cycle opened for a period; late when opened on a business date after its opening day."""

    __tablename__ = "cycle_run"
    __table_args__ = (UniqueConstraint("jurisdiction_id", "cycle", "period"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    cycle: str
    period: str
    opens_on: date
    opened_on: date
    opened_at: datetime = instant()
    opened_late: bool = False
