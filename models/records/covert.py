"""第三方暗访: the lists that third parties are given, what each asks, and what they saw (7.4). Nothing is altered."""

from datetime import date
from decimal import Decimal

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class CovertList(SQLModel, table=True):
    """暗访清单: list `number` of its quarter, as it was handed out to one third party.

    `digest` is the SHA-256 of what the list asks; the sheet that comes back must carry it. `sample_id` is the sample
    that the targets were taken from, if they were drawn.
    """

    __tablename__ = "covert_list"
    __table_args__ = (
        UniqueConstraint("jurisdiction_id", "period", "number"),
        UniqueConstraint("jurisdiction_id", "period", "third_party_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    period: str
    number: int
    third_party_id: int = Field(foreign_key="third_party.id")
    sample_id: int | None = Field(default=None, foreign_key="sample.id")
    handed_out_on: date
    digest: str

    @property
    def key(self) -> str:
        """How people name it: 2026Q3-1."""
        return f"{self.period}-{self.number}"


class CovertItem(SQLModel, table=True):
    """A project of a list: what its target asked for when the list was handed out, and where to go."""

    __tablename__ = "covert_item"
    __table_args__ = (UniqueConstraint("list_id", "position"), UniqueConstraint("list_id", "target_id"))

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="covert_list.id")
    position: int
    target_id: int = Field(foreign_key="target.id")
    target_version: int
    code: str
    name: str
    requirement: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    deadline: date | None = None
    place: str = ""


class CovertResult(SQLModel, table=True):
    """What a third party saw of a project; a later `version`, with its reason, takes the place of the one before.

    `inspector` is the third party's own number for whoever went there, never a name.
    """

    __tablename__ = "covert_result"
    __table_args__ = (UniqueConstraint("item_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="covert_item.id")
    version: int
    visited_on: date
    met: bool
    found: str
    seen: str
    inspector: str
    returned_on: date
    reason: str = ""
