"""结果反馈: the results of a year, given to a body or a department (1-9)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from models.records.record import OfJurisdiction, Record, choice, structure
from models.rules.results_use import Receiver
from models.rules.states import RESULT_DELIVERY, ResultDeliveryState


class ResultDelivery(OfJurisdiction, table=True):
    """The results of a year for one recipient: a body (9.1, 9.2) or a department (9.3).

    `version` is the serial of the paper of the 领导小组 that the results rest on: 1 is the approval, later ones are
    corrections. `alongside` is how many records next to the grades the recipient was told of: one more is a supplement.
    `uses` is what the recipient stated, in order: use, text, paper and day of each.
    """

    noun: ClassVar = Record(
        "结果反馈",
        ("year", "kind", "body_id", "department_id", "version", "alongside"),
        states=RESULT_DELIVERY,
        updated=True,
    )
    __table_args__ = (
        Index(
            "result_to_body",
            *("jurisdiction_id", "year", "kind", "body_id", "version", "alongside"),
            unique=True,
            postgresql_where=text("body_id IS NOT NULL"),
        ),
        Index(
            "result_to_department",
            *("jurisdiction_id", "year", "department_id", "version", "alongside"),
            unique=True,
            postgresql_where=text("department_id IS NOT NULL"),
        ),
    )

    year: int
    kind: Receiver = choice(Receiver)
    version: int
    alongside: int = 0
    body_id: int | None = Field(default=None, foreign_key="body.id")
    department_id: int | None = Field(default=None, foreign_key="department.id")
    paper_number: str = ""
    paper_date: date | None = None
    delivered_on: date
    due: date
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id")
    state: ResultDeliveryState = choice(ResultDeliveryState, default=ResultDeliveryState.DELIVERED)
    receiver: str = ""
    received_on: date | None = None
    told_person: str = ""
    told_on: date | None = None
    told_by: str = ""
    uses: list[Any] = structure(default=[])
