"""参与单位 and 内设机构: the bodies that work together with the agency, and the parts of the departments."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from models.records.record import Numbered, OfJurisdiction, Record, choice
from models.rules.body import BodyKind


class Body(OfJurisdiction, table=True):
    """A body of the leading group, of the agency, or one that works together with it (1-2.4, 1-2.5, 1-2.12, 1-9.2).

    It is no department: it leads no target and owes nothing that a cycle opens.
    """

    noun: ClassVar = Record("参与单位", ("name",), updated=True)

    name: str
    kind: BodyKind = choice(BodyKind)
    member: bool = False
    basis: str = ""
    email: str = ""
    contact: str = ""
    mobile: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class Division(Numbered, table=True):
    """内设机构: a part of a department (1-2.2)."""

    noun: ClassVar = Record("内设机构", ("department_id", "name"), updated=True)

    department_id: int = Field(foreign_key="department.id")
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
