"""管辖: a place with its calendar, its settings and its go-live date; and the mark of a rehearsal."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field, SQLModel

from models.records.columns import structure
from models.records.record import Record


class Jurisdiction(SQLModel, table=True):
    """A nation, province, city or county; its calendar inherits the parent's days, and its rows override them.

    `organ_word` is its word for its own organs, as 市直; None stands for that of the standard, 省直.
    """

    noun: ClassVar = Record("管辖", ("name",), updated=True)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    parent_id: int | None = Field(default=None, foreign_key="jurisdiction.id")
    go_live: date | None = None
    organ_word: str | None = None


class Rehearsal(SQLModel, table=True):
    """演练 (A51): the jurisdiction's installation is a rehearsal, for ever; only `send_to` get its messages."""

    noun: ClassVar = Record("演练", ("jurisdiction_id",))

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id", unique=True)
    begun_on: date
    send_to: list[str] = structure(nullable=False)
