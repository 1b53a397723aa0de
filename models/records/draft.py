"""目标草案 and the departments that are to be responsible for it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice
from models.rules.kinds import Category, Handling, Item, ManagementMode, Origin
from models.rules.states import DraftState


class TargetDraft(SQLModel, table=True):
    """A target that is written, consulted and approved before it is issued (1-2.3 to 1-2.7).

    `note` says why its quantity is not the one that the words state.
    """

    __tablename__ = "target_draft"
    __table_args__ = (UniqueConstraint("jurisdiction_id", "year", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    year: int
    code: str
    name: str
    requirement: str = ""
    category: Category | None = choice(Category, default=None, nullable=True)
    handling: Handling | None = choice(Handling, default=None, nullable=True)
    item: Item | None = choice(Item, default=None, nullable=True)
    origin: Origin | None = choice(Origin, default=None, nullable=True)
    management: ManagementMode | None = choice(ManagementMode, default=None, nullable=True)
    source_document: str = ""
    key_project: bool = False
    quantity: Decimal | None = None
    unit: str = ""
    deadline: date | None = None
    parent_code: str = ""
    division: str = ""
    note: str = ""
    state: DraftState = choice(DraftState, default=DraftState.DRAFTED)
    drafted_on: date


class DraftDepartment(SQLModel, table=True):
    """A department of a draft: position 0 is to lead, the others cooperate."""

    __tablename__ = "target_draft_department"
    __table_args__ = (Index("draft_department_by_department", "department_id", "position"),)

    draft_id: int = Field(primary_key=True, foreign_key="target_draft.id")
    department_id: int = Field(primary_key=True, foreign_key="department.id")
    position: int
