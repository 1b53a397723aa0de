"""讲规矩守纪律: what stands next to the score of a department and reduces its award only (1-6.1, A44)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import UniqueConstraint

from models.records.columns import choice
from models.records.given_for_year import KEY_OF_YEAR, GivenForYear
from models.records.record import Record
from models.rules.states import DISCIPLINE, DisciplineState


class Discipline(GivenForYear, table=True):
    """The `serial`th record of a department for a year, with its paper; withdrawn with a reason, never removed."""

    noun: ClassVar = Record("讲规矩守纪律", KEY_OF_YEAR, states=DISCIPLINE, updated=True)
    __table_args__ = (UniqueConstraint(*KEY_OF_YEAR),)

    fact: str
    reduces: str
    paper_number: str
    paper_date: date
    state: DisciplineState = choice(DisciplineState, default=DisciplineState.RECORDED)
    recorded_on: date
    withdrawn_on: date | None = None
    reason: str = ""
