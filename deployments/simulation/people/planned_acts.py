"""A planned act: what a person in the simulation decides to do on a day; its request id is the same when repeated."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from deployments.simulation.answer_time import AnswerTime
from deployments.simulation.plan import Plan
from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.acts import OPERATOR, Act, Actor, Role, Summary, read_input
from models.ledger.perform import perform
from models.rules.cloud import CLOUD_MONITORING
from models.rules.periods import Period, Span, period_of
from models.rules.quality import QUALITY_REPORT
from models.rules.workdays import BusinessDay, WorkCalendar

LISTS = 10  # every tenth working day of the year is a list day: a recheck is owed ten working days after the feedback
UPLOADS = 3  # working days before the due day of a month: the agency works on the uploads of its projects
CALLS = 5  # every fifth working day the agency books what its calls have brought
ROUNDS, OFFSET = 20, 2  # a round is planned two days after every twentieth working day and ruled on on a call day


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

    def is_list_day(self) -> bool:
        """Returns true on the days on which the agency works through its lists, about twice a month."""
        return self.calendar.count(self.plan.issued_on, self.day) % LISTS == 0

    def is_first_list_day(self) -> bool:
        """Returns true on the first list day of a month."""
        return self.is_list_day() and self.last_list_day(self.day) < self.day.replace(day=1)

    def last_first_list_day(self, day: date) -> date:
        """Returns the newest first list day of a month before a day, or the evening before the year."""
        listed = self.last_list_day(day)
        while listed > self.plan.issued_on and self.last_list_day(listed) >= listed.replace(day=1):
            listed = self.last_list_day(listed)
        return listed

    def upload_day(self, month: date) -> date:
        """Returns the day of a month on which the agency uploads for its projects and looks at the warnings."""
        due = CLOUD_MONITORING.anchor.of(period_of(Span.MONTH, month))
        return self.calendar.nth_before(self.calendar.last_on_or_before(due), UPLOADS)

    def is_call_day(self) -> bool:
        """Returns true on the days on which the agency books the results of its calls, about once a week."""
        return self.calendar.count(self.plan.issued_on, self.day) % CALLS == 0

    def limit_after(self, days: int) -> date:
        """Returns the day after so many days, but not one beyond the fourth list of the year (6.2.4)."""
        fourth = Period(Span.QUARTER, self.plan.year, 4)
        limit, last = self.day + timedelta(days), QUALITY_REPORT.opens_on(fourth, self.calendar)
        return last if self.day <= last < limit else limit

    def next_list_day(self, day: date) -> date:
        """Returns the first list day on or after a day."""
        done = self.calendar.count(self.plan.issued_on, day - timedelta(days=1))
        return self.calendar.nth_after(self.plan.issued_on, (done // LISTS + 1) * LISTS)

    def last_list_day(self, day: date) -> date:
        """Returns the last list day before a day, or the evening before the year."""
        done = (self.calendar.count(self.plan.issued_on, day - timedelta(days=1)) // LISTS) * LISTS
        return self.calendar.nth_after(self.plan.issued_on, done) if done else self.plan.issued_on

    def is_round_day(self) -> bool:
        """Returns true on the days on which the agency plans a round on site, about once a month."""
        return self.calendar.count(self.plan.issued_on, self.day) % ROUNDS == OFFSET


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
