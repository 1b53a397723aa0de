"""公众意见 from 公众评议, with its remediation and its publication (6.2.7)."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field

from models.records.record import NumberedOfYear, Record, choice
from models.rules.states import OPINION, OpinionState


class Opinion(NumberedOfYear, table=True):
    """An opinion of the public: number `number` of the year in which it was received, and the responsible department.

    `channel` is how it was received, `published_in` where the remediation was published. The due dates of feedback and
    publication, and whether they were late, are columns of the two obligations that it opens.
    """

    noun: ClassVar = Record("公众意见", ("year", "number"), between="-", states=OPINION, updated=True)

    department_id: int = Field(foreign_key="department.id")
    channel: str
    content: str
    received_on: date
    recorded_on: date
    state: OpinionState = choice(OpinionState, default=OpinionState.RECEIVED)
    limit: date | None = None
    assigned_on: date | None = None
    fed_back_on: date | None = None
    feedback: str = ""
    published_on: date | None = None
    published_in: str = ""
    dismissed_on: date | None = None
    reason: str = ""
