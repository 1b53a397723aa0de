"""绩效目标 and the departments responsible for it."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from models.records.record import NamedTable, OfJurisdiction, Part, Record, TargetTexts, choice
from models.rules.kinds import Category, Handling, ManagementMode, Origin, PartyItem


class TargetContent(OfJurisdiction):
    """What a target asks, and its place among others: the columns of a target and of its draft."""

    year: int
    code: str
    name: str
    requirement: str = ""
    category: Category | None = choice(Category, default=None, nullable=True)
    handling: Handling | None = choice(Handling, default=None, nullable=True)
    item: PartyItem | None = choice(PartyItem, default=None, nullable=True)
    origin: Origin | None = choice(Origin, default=None, nullable=True)
    management: ManagementMode | None = choice(ManagementMode, default=None, nullable=True)
    source_document: str = ""
    key_project: bool = False
    quantity: Decimal | None = None
    unit: str = ""
    deadline: date | None = None
    parent_code: str = ""
    parent_name: str = ""
    parent_unit: str = ""
    division: str = ""
    addable: bool | None = None
    weight: Decimal | None = None


class Target(TargetContent, table=True):
    """A target of a year. Once issued, its requirement changes only by an adjustment (6.1.7).

    One that was imported by mistake is withdrawn: it stays on record without a responsible department. `paper_number`
    and `paper_date` are those of the paper that issued it; empty if the list did not say. `division` is the 内设机构 of
    the leading department that carries it out (1-2.2), as it is registered. `parent_name` and `parent_unit` tell a
    parent that another installation manages (1-2.3). `addable` says whether it is added to its parent (A52), None
    leaves that to its unit. `weight` is empty without a weight by the agency (A38).
    """

    noun: ClassVar = Record(
        "目标",
        ("year", "code"),
        parts=(Part("target_department", {"target_id": "r.id"}),),
        of_target=TargetTexts(
            withheld="requirement, withdrawn_why, parent_name",
            names="name",
            told="code, source_document, unit, parent_code, parent_unit, paper_number, division",
            rows="x.id = m.id",
        ),
        updated=True,
    )
    further: ClassVar = (
        Index("target_dated", "deadline", postgresql_where="deadline IS NOT NULL"),
        Index("target_key_project", "jurisdiction_id", "year", postgresql_where="key_project"),
    )

    issued_on: date
    paper_number: str = ""
    paper_date: date | None = None
    version: int = 1
    withdrawn_on: date | None = None
    withdrawn_why: str | None = None


class TargetDepartment(NamedTable, table=True):
    """A department responsible for a target: position 0 leads, the others cooperate.

    `since` is the day on which a new lead took the target over: obligations opened from then on are the new lead's.
    `year_lead_id` is who led it on the last day of its year, once another one took it over after that day.
    """

    row_title: ClassVar = "责任部门"
    __table_args__ = (Index("target_department_by_department", "department_id", "position"),)

    target_id: int = Field(primary_key=True, foreign_key="target.id")
    department_id: int = Field(primary_key=True, foreign_key="department.id")
    position: int
    since: date | None = None
    year_lead_id: int | None = Field(default=None, foreign_key="department.id")
