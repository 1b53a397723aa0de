"""个人等次: how many people of a department have which grade in a year, and no names (1-2.19, A45)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint

from models.records.columns import choice
from models.records.given_for_year import KEY_OF_YEAR, GivenForYear
from models.records.record import Record
from models.rules.score.individuals import Correction


class Individuals(GivenForYear, table=True):
    """The `serial`th numbers of a department for a year; later ones, with their reason, supersede those before."""

    noun: ClassVar = Record("个人等次人数", KEY_OF_YEAR)
    __table_args__ = (UniqueConstraint(*KEY_OF_YEAR),)

    people: int
    excellent: int
    reached: int
    not_reached: int
    reason: Correction | None = choice(Correction, default=None, nullable=True)
    recorded_on: date
