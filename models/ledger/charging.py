"""应办事项 that an act opens or ends by its kind: opened for a debtor, found, met on the day that counts (3.1)."""

from datetime import date
from typing import TypedDict, Unpack

from sqlmodel import Session, select

from models.ledger.acts import Context
from models.ledger.duties import discharge
from models.ledger.notices import agency_of
from models.ledger.transitions import record
from models.records import Obligation, id_of
from models.rules.duties import Duty
from models.rules.states import ObligationState


class Which(TypedDict, total=False):
    """Which obligation of a kind: of a period, or about something."""

    period: str
    subject: str


class Charged(Which, total=False):
    """Which obligation, and whose: without a department it is the agency's."""

    round: int
    department_id: int
    owed_by: int


def charge(session: Session, ctx: Context, duty: Duty, deadline: int, **which: Unpack[Charged]) -> Obligation:
    """Open a duty under a deadline's row, owed by the agency unless a department is named; recorded as opened."""
    if "department_id" not in which:
        agency = agency_of(session, ctx.jurisdiction)
        which |= {"department_id": agency, "owed_by": agency}
    obligation = Obligation(
        jurisdiction_id=ctx.jurisdiction,
        kind=duty.key,
        clause=duty.clause,
        deadline_id=deadline,
        opened_on=ctx.date,
        **which,
    )
    session.add(obligation)
    session.flush()
    record(session, ctx, "obligation", [id_of(obligation)], "opened", moved=("", obligation.state.value))
    return obligation


def charged(session: Session, ctx: Context, duty: Duty, **which: Unpack[Which]) -> Obligation | None:
    """The duty of that kind, of a period or about something; None where it was never opened."""
    asked = select(Obligation).where(Obligation.jurisdiction_id == ctx.jurisdiction, Obligation.kind == duty.key)
    return session.exec(asked.filter_by(**which)).first()


def charged_now(session: Session, ctx: Context, duty: Duty, **which: Unpack[Which]) -> Obligation | None:
    """The duty of that kind that is open; None where nothing is owed."""
    asked = select(Obligation).where(Obligation.jurisdiction_id == ctx.jurisdiction, Obligation.kind == duty.key)
    return session.exec(asked.where(Obligation.state == ObligationState.OPEN).filter_by(**which)).first()


def meet(session: Session, ctx: Context, duty: Duty, counted_on: date, **which: Unpack[Which]) -> bool:
    """Discharge a duty that is open, judged by that day (A27); whether that was late. What is not owed is not late."""
    owed = charged_now(session, ctx, duty, **which)
    return owed is not None and discharge(session, ctx, owed, counted_on)
