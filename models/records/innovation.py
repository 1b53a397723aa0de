"""创新项目评选: the result of a unit for a year, with the paper that it comes from (1-2.16)."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice
from models.rules.score.innovation import Prize, Rank


class Innovation(SQLModel, table=True):
    """The `serial`th result of a unit for a year; a later one, with its reason, supersedes those before."""

    __table_args__ = (UniqueConstraint("department_id", "year", "serial"),)

    id: int | None = Field(default=None, primary_key=True)
    department_id: int = Field(foreign_key="department.id")
    year: int
    serial: int
    prize: Prize = choice(Prize)
    project: str = ""
    rank: Rank | None = choice(Rank, default=None, nullable=True)
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date
