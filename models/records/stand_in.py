"""另一人的指定: who of the agency is the second person after a first, by a paper, for some days (1-8.2)."""

from datetime import date
from typing import ClassVar

from models.records.record import OfJurisdiction, Record


class StandIn(OfJurisdiction, table=True):
    """The `serial`th decision: `person` of the agency's roster may check what the operator `first` made."""

    noun: ClassVar = Record("另一人的指定", ("jurisdiction_id", "serial"))

    serial: int
    first: str
    person: str
    valid_from: date
    valid_to: date
    reason: str
    paper_number: str
    paper_date: date
    recorded_on: date
