"""绩效指标: the nodes of the trees below targets and drafts, in versions and as they are drafted (1-2.9)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.records.record import Numbered, Record, TargetTexts, choice
from models.rules.target.amount import Direction


class _Node(Numbered):
    """What a node asks; `parent` is the code of the node above it, empty if that is the target."""

    code: str
    parent: str = ""
    words: str
    quantity: Decimal | None = None
    unit: str = ""
    direction: Direction | None = choice(Direction, default=None, nullable=True)
    standard: str = ""
    deadline: date | None = None
    position: int = 0


class TargetIndicator(_Node, table=True):
    """A node of a target from a version of the target on; a corrected typing error has a new `correction`.

    Rows are only inserted: the newest one of a code is in force. `position` is its place among those of the target.
    """

    noun: ClassVar = Record(
        "指标",
        ("target_id", "code", "version", "correction"),
        of_target=TargetTexts(withheld="words, standard", told="code, parent, unit"),
    )
    __tablename__ = "indicator"

    target_id: int = Field(foreign_key="target.id")
    version: int
    correction: int = 0


class DraftIndicator(_Node, table=True):
    """A node of a draft; it is part of the draft's record, and the issue copies it."""

    row_title: ClassVar = "目标草案的指标"
    __table_args__ = (UniqueConstraint("draft_id", "code"),)

    draft_id: int = Field(foreign_key="target_draft.id")
