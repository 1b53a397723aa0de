"""A planned act: one act that a person in the simulation decides to do; its request id is the same when it is repeated.

A decision depends only on the plan, the day and the records, so an interrupted day can be run again.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.simulation.answer_time import AnswerTime
from deployments.simulation.plan import Plan
from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.acts import OPERATOR, Act, Actor, Role, Summary, read_input
from models.ledger.perform import perform
from models.rules.business_day import BusinessDay
from models.rules.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Scene:
    """The input of every decision: the plan, the day, the calendar and the database session.

    `answering` is the time that people need for their answer sheets.
    """

    plan: Plan
    day: date
    calendar: WorkCalendar
    session: Session
    answering: AnswerTime = field(default_factory=AnswerTime)


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """An act with its input and its request id, performed by an office; without `office` the agency performs it."""

    act: Act[Any]
    data: Any
    request: str
    office: Actor | None = None

    def by(self, actor: Actor | None) -> "PlannedAct":
        """Returns the same act as that of another actor."""
        return replace(self, office=actor)


def office(number: int, name: str) -> Actor:
    """Returns the target office of a department as an actor."""
    return Actor(f"{name}目标办", Role.OFFICE, number)


def office_of(row: Any) -> Actor:  # noqa: ANN401 - a result row
    """Returns the target office that a row names as an actor."""
    return office(row.office, row.name)


def plan_act(act: Act[Any], /, *of: object, **data: Any) -> PlannedAct:  # noqa: ANN401 - an act's input
    """Returns an act of the agency with its input; its request id is the same for what it is `of`."""
    return PlannedAct(act, data, "|".join(map(str, (act, *of))))


def carry_out(step: PlannedAct, day: BusinessDay) -> Summary:
    """Perform the planned act in one transaction and return its summary. What needs a hand is signed on paper."""
    actor = step.office or OPERATOR
    if step.act.by_hand:
        actor = replace(actor, paper=SignedPaper(number=f"推演签字{day.date}", dated=day.date))
    data = read_input(step.act, step.data) if step.act.instead else step.data  # as from its own command
    with begin() as session:
        return perform(session, step.act, data, day, actor, step.request)
