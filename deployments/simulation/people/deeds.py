"""A deed: one act that somebody in the simulation decides to do, under a request id that is the same if it is repeated.

Whoever decides looks only at the plan, the day and the records: a day that was cut short can be lived again.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.simulation.plan import Plan
from models.database import begin
from models.ledger.acts import OPERATOR, Act, Actor, Role, Summary
from models.ledger.perform import perform
from models.rules.business_day import BusinessDay
from models.rules.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Scene:
    """What everybody who decides can see: the plan, the day, the calendar and the records."""

    plan: Plan
    day: date
    calendar: WorkCalendar
    session: Session


@dataclass(frozen=True, slots=True)
class Deed:
    """An act with its input and its request id, in the name of an office or else of the agency."""

    act: Act[Any]
    said: Any
    request: str
    office: Actor | None = None


def office(number: int, name: str) -> Actor:
    """The target office of a department."""
    return Actor(f"{name}目标办", Role.OFFICE, number)


def do(deed: Deed, day: BusinessDay) -> Summary:
    """Do it, in a transaction of its own."""
    with begin() as session:
        return perform(session, deed.act, deed.said, day, deed.office or OPERATOR, deed.request)
