"""不定等次: a department that is appraised without a grade in a year, with the reason and the paper (1-2.19)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint, text

from models.records.columns import choice
from models.records.given_for_year import KEY_OF_YEAR, GivenForYear
from models.records.record import Record
from models.rules.score.grade import UngradedReason as Why
from models.rules.states import UNGRADED, UngradedState


class Ungraded(GivenForYear, table=True):
    """The `serial`th record of a department for a year; one that was withdrawn, with the reason, stays."""

    noun: ClassVar = Record("不定等次", KEY_OF_YEAR, states=UNGRADED, updated=True)
    __table_args__ = (
        UniqueConstraint(*KEY_OF_YEAR),
        Index("ungraded_once", "department_id", "year", unique=True, postgresql_where=text("state <> 'withdrawn'")),
    )

    kind: Why = choice(Why)
    reason: str
    basis: str
    paper_number: str
    paper_date: date
    state: UngradedState = choice(UngradedState, default=UngradedState.RECORDED)
    recorded_on: date
    withdrawn_on: date | None = None
    withdrawn_because: str = ""
