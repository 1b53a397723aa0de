"""本级不设: what the agency answers to what a year must have and the ledger lacks (A75)."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint

from models.records.record import OfJurisdiction, Record, choice
from models.rules.asked import AskedKind


class Asked(OfJurisdiction, table=True):
    """The `serial`th answer of a year about a kind; the newest holds. One that takes it back has no paper."""

    noun: ClassVar = Record("本级不设", ("year", "kind", "serial"), between="-")
    further: ClassVar = (CheckConstraint("(paper_number = '') = (paper_date IS NULL)", name="asked_paper"),)

    year: int
    kind: AskedKind = choice(AskedKind)
    serial: int
    reason: str
    paper_number: str = ""
    paper_date: date | None = None
    recorded_on: date
