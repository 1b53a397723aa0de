"""纳入管理部门, its 目标办 and the people in its roles."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from models.records.record import NamedTable, Numbered, OfJurisdiction, Part, Record, choice, structure
from models.rules.kinds import ContactRole, Management, ReformKind


class Department(OfJurisdiction, table=True):
    """A managed department between its validity dates; the agency itself is the row with `is_agency`."""

    noun: ClassVar = Record("部门", ("code",), parts=(Part("office", {"department_id": "r.id"}),), updated=True)
    further: ClassVar = (UniqueConstraint("jurisdiction_id", "name"),)

    code: str
    name: str
    short_name: str = ""
    management: Management | None = choice(Management, default=None, nullable=True)
    is_agency: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


class Reform(Numbered, table=True):
    """机构改革: a department renamed or merged, or targets transferred to another, under a document.

    `before` is what a merger changed, so that it can be withdrawn: the end of the department and of its contacts, its
    addresses, the responsible departments of its targets. It is None for others.
    """

    noun: ClassVar = Record(
        "机构改革", ("department_id", "kind", "successor_id", "effective_on", "basis"), updated=True
    )
    further: ClassVar = (Index("reform_merged_once", "department_id", unique=True, postgresql_where="kind = 'merge'"),)

    department_id: int = Field(foreign_key="department.id")
    kind: ReformKind = choice(ReformKind)
    successor_id: int | None = Field(default=None, foreign_key="department.id")
    old_name: str
    old_short_name: str = ""
    new_name: str
    new_short_name: str = ""
    effective_on: date
    basis: str
    before: dict[str, Any] = structure(default_factory=dict)
    withdrawn_on: date | None = None
    withdrawn_why: str | None = None


class Office(NamedTable, table=True):
    """部门目标办: the addresses for its messages."""

    row_title: ClassVar = "部门目标办"
    __table_args__ = (Index("office_by_address", text("lower(email)")),)

    department_id: int = Field(primary_key=True, foreign_key="department.id")
    email: str = ""
    wecom_robot: str = ""


class Contact(Numbered, table=True):
    """A person in a role of a department between validity dates."""

    noun: ClassVar = Record("联系人", ("department_id", "role", "name", "valid_from"), updated=True)
    further: ClassVar = (Index("contact_by_address", text("lower(email)")),)

    department_id: int = Field(foreign_key="department.id")
    role: ContactRole = choice(ContactRole)
    name: str
    email: str = ""
    mobile: str = ""
    wecom_id: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class Representation(Numbered, table=True):
    """The `number`th 委托 of a department: from day to day a representative stands for a person, both by name.

    One that is withdrawn ends the day before.
    """

    noun: ClassVar = Record("委托", ("department_id", "number"), updated=True)
    further: ClassVar = (Index("representation_of_person", "department_id", "person"),)

    department_id: int = Field(foreign_key="department.id")
    number: int
    person: str
    representative: str
    email: str
    mobile: str = ""
    wecom_id: str = ""
    first_day: date
    last_day: date
    withdrawn_on: date | None = None
    reason: str = ""
