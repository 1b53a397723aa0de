"""单位类别: the class in which a department is ranked, from a year on, with the paper that says so (1-2.19, A45)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint

from models.records.given_for_year import KEY_OF_YEAR, GivenForYear
from models.records.record import Record


class UnitClass(GivenForYear, table=True):
    """The `serial`th class of a department from a year on; it holds until one of a later year, or a later one of it."""

    noun: ClassVar = Record("单位类别", KEY_OF_YEAR)
    __tablename__ = "unit_class"
    __table_args__ = (UniqueConstraint(*KEY_OF_YEAR),)

    name: str
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date
