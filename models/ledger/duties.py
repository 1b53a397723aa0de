"""What ends and reopens an obligation: the discharge with its verdict, the return, the waiver."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session

from models.database import run
from models.intake.said import ObligationWaived
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.heirs import debtor_of
from models.ledger.lookup import obligation_numbered
from models.ledger.moves import move
from models.records import Obligation, id_of
from models.rules.states import ObligationEvent, ObligationState

DUE = "SELECT due FROM deadline WHERE id = :id"


def due_of(session: Session, obligation: Obligation) -> date:
    """The due day of an obligation; a deadline's row never changes and is read once per transaction."""
    known: dict[int, date] = session.info.setdefault("due", {})
    number = obligation.deadline_id
    if number not in known:
        known[number] = run(session, DUE, id=number).scalar_one()
    return known[number]


def discharge(
    session: Session, ctx: Context, obligation: Obligation, counted_on: date, *, more: Mapping[str, Any] | None = None
) -> bool:
    """End an obligation, freezing the verdict by the date that counts (A27); returns whether it was late.

    `more` is kept with the move: why it ends although something was left.
    """
    late = counted_on > due_of(session, obligation)
    detail = {"counted_on": counted_on.isoformat(), "late": late, **(more or {})}
    sets = {"counted_on": counted_on, "late": late}
    event, state = ObligationEvent.DISCHARGE, obligation.state
    if move(session, ctx, "obligation", [id_of(obligation)], event, sets=sets, detail=detail, now=state):
        _stands(obligation, sets | {"state": ObligationState.DISCHARGED})
    return late


def _stands(obligation: Obligation, values: Mapping[str, Any]) -> None:
    """Let the object in hand say what its row now says, without reading it again."""
    for name, value in values.items():
        set_committed_value(obligation, name, value)


def reopen(
    session: Session, ctx: Context, obligation: Obligation, event: ObligationEvent, deadline: int, reason: str = ""
) -> None:
    """Open it again under a due date of its own: a new due version, so that reminders start afresh.

    Whoever answers for it now owes it.
    """
    sets = {"deadline_id": deadline, "due_version": obligation.due_version + 1, "counted_on": None, "late": None}
    move(
        session,
        ctx,
        "obligation",
        [id_of(obligation)],
        event,
        sets=sets | {"reminded": None, "owed_by": debtor_of(session, obligation)},
        detail={"reason": reason} if reason else None,
    )
    session.refresh(obligation)


def withdraw(session: Session, ctx: Context, obligations: Sequence[Obligation], reason: str) -> None:
    """Void obligations whose cause has gone."""
    ids = [id_of(obligation) for obligation in obligations]
    move(session, ctx, "obligation", ids, ObligationEvent.WITHDRAW, detail={"reason": reason})


@act("waive", "豁免事项", clause="3-3.1", roles={Role.AGENCY})
def waive(session: Session, said: ObligationWaived, ctx: Context) -> Summary:
    """The agency waives an obligation, with its reason on record; reminders and 催办 stop."""
    obligation = obligation_numbered(session, ctx, said.obligation)
    moved = move(session, ctx, "obligation", [id_of(obligation)], ObligationEvent.WAIVE, detail={"reason": said.reason})
    return Summary(
        "已豁免。" if moved else "该事项此前已豁免。", {"waived": len(moved)}, {"obligation": said.obligation}
    )
