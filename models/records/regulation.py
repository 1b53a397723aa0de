"""规章制度 of the agency, and the departments' mechanisms for the use of results (1-5.3 a, 1-5.2)."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from models.records.record import NumberedOfYear, Record, choice
from models.rules.regulation import RegulationKind
from models.rules.states import REGULATION, RegulationState


class Regulation(NumberedOfYear, table=True):
    """One regulation: number `number` of the year of its paper. Without a department it is the agency's.

    It is in force from `valid_from` until the day before `repealed_on`, if it was repealed.
    """

    noun: ClassVar = Record("规章制度", ("year", "number"), between="-", states=REGULATION, updated=True)

    kind: RegulationKind = choice(RegulationKind)
    department_id: int | None = Field(default=None, foreign_key="department.id")
    title: str
    paper_number: str
    paper_date: date
    valid_from: date
    state: RegulationState = choice(RegulationState, default=RegulationState.ISSUED)
    repealed_on: date | None = None
    repealed_by: str = ""
    repealed_dated: date | None = None
