"""更正: set right what was typed wrongly; the former values and the reason stay in the history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.duties import due_of
from models.ledger.transitions import record, record_row
from models.records import FieldVisit, Meeting, Obligation, id_of
from models.rules.errors import Refused


def correct_record(
    session: Session, ctx: Context, row: Meeting | FieldVisit, given: Mapping[str, Any], reason: str
) -> dict[str, Any]:
    """Set the given values of a row, None for one that stays; return the former values of those that changed.

    Raises Refused if no value is given. Values that are all the same change nothing.
    """
    values = {name: value for name, value in given.items() if value is not None}
    if not values:
        raise Refused("没有写明要更正的内容。")
    former = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if former:
        for name in former:
            setattr(row, name, values[name])
        was = {name: str(value) if isinstance(value, date) else value for name, value in former.items()}
        record_row(session, ctx, row, "corrected", detail={"reason": reason, "was": was})
    return former


def count_again(session: Session, ctx: Context, obligation: Obligation, counted_on: date, reason: str) -> bool:
    """A27: judge a discharged obligation by another day that counts; return whether it is late now."""
    former = str(obligation.counted_on)
    obligation.counted_on, obligation.late = counted_on, counted_on > due_of(session, obligation)
    session.add(obligation)
    session.flush()
    detail = {"counted_on": str(counted_on), "late": obligation.late, "reason": reason, "was": former}
    note_correction(session, ctx, obligation, detail)
    return obligation.late


def note_correction(session: Session, ctx: Context, obligation: Obligation, detail: dict[str, Any]) -> None:
    """Note in the history of an obligation that what discharged it was corrected."""
    state = obligation.state.value
    record(session, ctx, "obligation", [id_of(obligation)], "corrected", moved=(state, state), detail=detail)
