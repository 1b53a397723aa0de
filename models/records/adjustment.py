"""目标调整, and the versions of a target's requirements."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from models.records.record import Numbered, Record, TargetTexts, choice, structure
from models.rules.kinds import AdjustmentGround, Category, Handling, ManagementMode, Origin, PartyItem, VersionCause
from models.rules.states import ADJUSTMENT, AdjustmentState


class Adjustment(Numbered, table=True):
    """One row per adjustment of a target (6.1.7): changes and reason, who consented when and under which document.

    `department_id` requested it and never changes; `changes` stores only the given columns, each as text or None: of
    the target, or of its leaf `indicator`. The day and the reason of a return are those of the last one.
    """

    noun: ClassVar = Record(
        "目标调整",
        ("target_id", "number"),
        states=ADJUSTMENT,
        of_target=TargetTexts(
            withheld="changes ->> 'requirement', reason, returned_why",
            told="head_by, head_number, leader_by, leader_number, indicator",
        ),
        updated=True,
    )
    further: ClassVar = (
        Index(
            "adjustment_under_way",
            "target_id",
            unique=True,
            postgresql_where="state NOT IN ('filed', 'withdrawn')",
        ),
    )

    target_id: int = Field(foreign_key="target.id")
    number: int
    department_id: int = Field(foreign_key="department.id")
    ground: AdjustmentGround = choice(AdjustmentGround)
    reason: str
    indicator: str = ""
    changes: dict[str, Any] = structure()
    state: AdjustmentState = choice(AdjustmentState, default=AdjustmentState.REQUESTED)
    requested_on: date
    head_on: date | None = None
    head_by: str = ""
    head_number: str = ""
    leader_on: date | None = None
    leader_by: str = ""
    leader_number: str = ""
    filed_on: date | None = None
    returned_on: date | None = None
    returned_why: str = ""


class TargetVersion(Numbered, table=True):
    """The requirements of a target from a day on; a corrected typing error keeps the version, with a new `correction`.

    A target that never changed has no row: the target row is its only version. The first change inserts the issued
    version and the new one; there is no update. `reason` is that of a correction, whose source page is attached to the
    version.
    """

    noun: ClassVar = Record(
        "目标要求",
        ("target_id", "version", "correction"),
        of_target=TargetTexts(
            withheld="requirement, reason", names="name", told="unit, source_document, parent_code, paper_number"
        ),
        updated=True,
    )

    target_id: int = Field(foreign_key="target.id")
    version: int
    correction: int = 0
    requirement: str
    quantity: Decimal | None = None
    unit: str
    deadline: date | None = None
    effective_on: date
    cause: VersionCause = choice(VersionCause)
    adjustment_id: int | None = Field(default=None, foreign_key="adjustment.id")
    name: str
    category: Category | None = choice(Category, default=None, nullable=True)
    handling: Handling | None = choice(Handling, default=None, nullable=True)
    item: PartyItem | None = choice(PartyItem, default=None, nullable=True)
    origin: Origin | None = choice(Origin, default=None, nullable=True)
    management: ManagementMode | None = choice(ManagementMode, default=None, nullable=True)
    source_document: str
    key_project: bool
    parent_code: str
    issued_on: date
    paper_number: str
    paper_date: date | None = None
    reason: str | None = None
