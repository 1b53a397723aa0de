"""收到日期: a stated receipt is not before what it reports; one long before its entry is marked as 补录 (A27)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.duties import day_received, entered_late
from models.rules.errors import FieldRefused
from models.statements import transaction

# Whether record {r} of a noun was entered long after its stated receipt, by the transition of its first event.
RECORDED_LATE = """EXISTS (SELECT FROM transition late WHERE late.record = '{noun}' AND late.record_id = {r}.id
    AND late.event = '{event}' AND late.detail ->> 'entered_late' IS NOT NULL)"""


def check_received_after(ctx: Context, day: date, field: str, what: str) -> None:
    """Raise FieldRefused if the stated receipt is before the day in `field`, that of what was received."""
    if (received := day_received(ctx)) < day:
        raise FieldRefused(f"收到日期{received}早于{what}{day}，请核对。", field)


def mark_entered_late(session: Session, ctx: Context) -> dict[str, bool]:
    """Return what a transition keeps of an entry long after its stated receipt; the result then says so too."""
    if not entered_late(session, ctx):
        return {}
    transaction(session).entered_late = True
    return {"entered_late": True}
