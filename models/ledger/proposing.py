"""拟列入负面清单: what online review, a covert visit or the cloud shows undone waits for the finding on site (A20)."""

from sqlmodel import Session

from models.intake.inspections import EntryProposed
from models.ledger.acting import Context, Role, Summary, act
from models.ledger.finding import lead_of
from models.ledger.listing import enter, target_of
from models.ledger.recording import record
from models.records import EntryOrigin, id_of
from models.rules.states import EntryState


@act("propose_entry", "拟列入负面清单", clause="3-7.2", roles={Role.AGENCY, Role.SYSTEM})
def propose_entry(session: Session, said: EntryProposed, ctx: Context) -> Summary:
    """7.2, 7.4: an unfinished target is proposed for the list; the signed finding on site confirms or dismisses it."""
    target = target_of(session, ctx, said)
    lead = lead_of(session, ctx, target)
    entry = enter(session, ctx, target, said.finding, said.found_on, EntryState.PROPOSED)
    origin = EntryOrigin(entry_id=id_of(entry), way=said.way, proposed_on=ctx.date)
    session.add(origin)
    session.flush()
    record(session, ctx, "entry_origin", [id_of(origin)], "proposed")
    return Summary(f"已提出将“{target.name}”（{lead.name}）列入负面清单，待现场认定。", {"proposed": 1})
