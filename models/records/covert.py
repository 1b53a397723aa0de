"""第三方暗访: the lists handed to third parties, their items and the results (7.4). No row is updated."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.records.record import Numbered, OfJurisdiction, Record, TargetTexts


class CovertList(OfJurisdiction, table=True):
    """暗访清单: list `number` of its quarter, as handed out to one third party.

    `digest` is the SHA-256 of the list's content; the returned sheet must carry it. `sample_id` is the sample that the
    targets were drawn in, None if they were chosen.
    """

    noun: ClassVar = Record("暗访清单", ("period", "number"), between="-")
    further: ClassVar = (UniqueConstraint("jurisdiction_id", "period", "third_party_id"),)

    period: str
    number: int
    third_party_id: int = Field(foreign_key="third_party.id")
    sample_id: int | None = Field(default=None, foreign_key="sample.id")
    handed_out_on: date
    digest: str

    @property
    def key(self) -> str:
        """Return the list's key as people write it: 2026Q3-1."""
        return f"{self.period}-{self.number}"


class CovertItem(Numbered, table=True):
    """A project of a list: the requirements of its target when the list was handed out, and the place to visit."""

    noun: ClassVar = Record(
        "暗访清单项目",
        ("list_id", "position"),
        of_target=TargetTexts(withheld="requirement, place", names="name", told="code, unit"),
    )
    further: ClassVar = (UniqueConstraint("list_id", "target_id"),)

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


class CovertResult(Numbered, table=True):
    """A third party's result for a project; a later `version`, with its reason, replaces the previous one.

    `inspector` is the third party's code for the visitor, never a name.
    """

    noun: ClassVar = Record(
        "暗访结果",
        ("item_id", "version"),
        of_target=TargetTexts(
            withheld="found, seen, reason",
            told="inspector",
            rows="x.item_id IN (SELECT i.id FROM covert_item i WHERE i.target_id = m.id)",
        ),
    )

    item_id: int = Field(foreign_key="covert_item.id")
    version: int
    visited_on: date
    met: bool
    found: str
    seen: str
    inspector: str
    returned_on: date
    reason: str = ""
