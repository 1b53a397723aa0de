"""撤销: an entry ends because its finding no longer stands, by a ruling or by a correction of the finding (4.3 a)."""

from sqlmodel import Session, select

from models.ledger.acts import Context
from models.ledger.moves import move
from models.ledger.negative_list.entries import duties_of
from models.records import NegativeEntry, Remediation, Target, id_of
from models.rules.states import EntryEvent, ObligationEvent, RemediationEvent


def withdraw_entry(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, reason: str, event: EntryEvent
) -> None:
    """4.3 a: withdraw an entry from today, with every remediation round and duty that depends on it.

    The event is `WITHDRAW` for a ruling, `CORRECT` for a corrected finding.
    Its points are 0 from then on. Frozen lists keep it; the next one shows it as withdrawn.
    """
    detail = {"reason": reason}
    move(session, ctx, "negative_entry", [id_of(entry)], event, detail=detail)
    rounds = session.exec(select(Remediation).where(Remediation.entry_id == entry.id)).all()
    move(session, ctx, "remediation", [id_of(each) for each in rounds], RemediationEvent.VOID, detail=detail)
    obligations = [id_of(obligation) for obligation in duties_of(session, target, entry)]
    move(session, ctx, "obligation", obligations, ObligationEvent.WITHDRAW, detail=detail)
