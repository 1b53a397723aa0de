"""交办事项: other work that the leading group and its superiors assign to the agency (1-5.3 f)."""

from datetime import date
from typing import ClassVar

from models.records.record import NumberedOfYear, Record, choice
from models.rules.assignment import Giver
from models.rules.states import ASSIGNMENT, AssignmentState


class Assignment(NumberedOfYear, table=True):
    """One assignment: number `number` of the year in which it was received, with its paper.

    It opens no obligation: within which time the agency does it is a matter of the paper.
    """

    noun: ClassVar = Record("交办事项", ("year", "number"), between="-", states=ASSIGNMENT, updated=True)

    giver: Giver = choice(Giver)
    content: str
    paper_number: str
    paper_date: date
    received_on: date
    recorded_on: date
    limit: date | None = None
    state: AssignmentState = choice(AssignmentState, default=AssignmentState.OPEN)
    done_on: date | None = None
    result: str = ""
