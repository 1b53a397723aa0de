"""二级考评: the value that a department was given for a year, with the paper that it comes from (1-6.1, A42)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import UniqueConstraint

from models.records.given_for_year import KEY_OF_YEAR, GivenForYear
from models.records.record import Record


class SecondLevel(GivenForYear, table=True):
    """The `serial`th value of a department for a year; a later one, with its reason, supersedes those before."""

    noun: ClassVar = Record("二级考评", KEY_OF_YEAR)
    __tablename__ = "second_level"
    __table_args__ = (UniqueConstraint(*KEY_OF_YEAR),)

    value: Decimal
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date
