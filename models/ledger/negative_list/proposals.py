"""拟列入负面清单: a target found undone online, by a covert visit or in the cloud awaits the finding on site (A20)."""

from datetime import date

from sqlmodel import Session, select

from models.intake.inspection import EntryProposed
from models.intake.review import ConfirmationAssigned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import inspection_named, lead_of, target_of
from models.ledger.negative_list.confirmation import open_confirmation, quarter_proposed
from models.ledger.negative_list.entries import entry_of, list_entry
from models.ledger.transitions import record
from models.records import Confirmation, EntryOrigin, Inspection, NegativeEntry, Target, id_of
from models.rules.errors import Refused
from models.rules.inspection import Way
from models.rules.periods import Period
from models.rules.states import EntryState, InspectionState

STILL_TO_COME = {InspectionState.DRAFTED, InspectionState.ISSUED}


@act("propose_entry", "拟列入负面清单", clause="3-7.2", roles={Role.AGENCY, Role.SYSTEM})
def propose_entry(session: Session, data: EntryProposed, ctx: Context) -> Summary:
    """7.2, 7.4: propose an unfinished target for the list; a signed finding on site confirms or dismisses it."""
    target = target_of(session, ctx, data)
    lead = lead_of(session, ctx, target)
    period = quarter_proposed(session, ctx, data.way, data.found_on)
    propose(session, ctx, target, period, (data.way, data.finding, data.found_on))
    return Summary(f"已提出将“{target.name}”（{lead.name}）列入负面清单，待现场认定。", {"proposed": 1})


def propose(
    session: Session, ctx: Context, target: Target, period: Period, found: tuple[Way, str, date], **detail: str
) -> NegativeEntry:
    """Propose a target for the negative list, and open the duty to check it on site after this quarter (7.2, A25).

    `found` is the way, the finding and its day. No notice is sent to departments before it is confirmed. `detail` is
    stored with the origin of the entry. Raises Refused if the target is already proposed or listed.
    """
    way, finding, found_on = found
    entry = list_entry(session, ctx, target, finding, found_on, EntryState.PROPOSED)
    origin = EntryOrigin(entry_id=id_of(entry), way=way, proposed_on=ctx.date, detail=detail)
    session.add(origin)
    session.flush()
    record(session, ctx, "entry_origin", [id_of(origin)], "proposed")
    open_confirmation(session, ctx, period, target, entry)
    return entry


@act("assign_confirmation", "指定现场认定", clause="3-7.2", roles={Role.AGENCY})
def assign_confirmation(session: Session, data: ConfirmationAssigned, ctx: Context) -> Summary:
    """7.2: assign the inspection that checks a proposed entry on site; a later assignment replaces it."""
    target = target_of(session, ctx, data)
    entry = entry_of(session, target)
    if entry.state is not EntryState.PROPOSED:
        raise Refused(f"目标{target.code}的条目{entry.state.label}，拟列入的才指定现场认定。")
    inspection = inspection_named(session, ctx, data.inspection)
    _check_goes_there(session, ctx, inspection, target)
    existing = session.exec(select(Confirmation).where(Confirmation.entry_id == entry.id)).first()
    if existing and existing.inspection_id == inspection.id:
        return Summary("此前已指定该核查到现场认定，未作改动。", {"assigned": 0})
    confirmation = existing or Confirmation(
        entry_id=id_of(entry), inspection_id=id_of(inspection), assigned_on=ctx.date
    )
    confirmation.inspection_id, confirmation.assigned_on = id_of(inspection), ctx.date
    session.add(confirmation)
    session.flush()
    record(session, ctx, "confirmation", [id_of(confirmation)], "assigned")
    return Summary(f"“{target.name}”拟列入负面清单，由核查{inspection.key}到现场认定。", {"assigned": 1})


def _check_goes_there(session: Session, ctx: Context, inspection: Inspection, target: Target) -> None:
    if inspection.state not in STILL_TO_COME:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，不能指定它到现场认定。")
    lead = lead_of(session, ctx, target)
    if inspection.departments and lead.code not in inspection.departments:
        raise Refused(f"目标{target.code}由“{lead.name}”牵头，不在核查{inspection.key}的受核查部门中。")
