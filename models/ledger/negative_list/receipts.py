"""签收: a department took delivery of the notice of its entry; no signature, no consent, no date moves (6.2.4)."""

from datetime import date

from sqlmodel import Session, select

from models.intake.negative_list import ReceiptConfirmed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import day_received
from models.ledger.lookup import lead_of, target_of
from models.ledger.negative_list.entries import entry_of
from models.ledger.stated_receipts import mark_entered_late
from models.ledger.transitions import record
from models.records import EntryReceipt, NegativeEntry, Target, id_of
from models.rules.day_order import check_not_before
from models.rules.errors import Refused
from models.rules.states import EntryState
from models.rules.states.negative_list import ENDED
from models.statements import run

INSERT = """
INSERT INTO entry_receipt (entry_id, department_id, received_on, received_by, known)
VALUES (:entry, :department, :day, :person, :known) ON CONFLICT DO NOTHING RETURNING id
"""


@act("confirm_receipt", "签收列入通知", clause="3-6.2.4", roles={Role.OFFICE, Role.AGENCY})
def confirm_receipt(session: Session, data: ReceiptConfirmed, ctx: Context) -> Summary:
    """6.2.4: record that the department has the notice of its entry: once per department and entry, on which day.

    A second one is answered with the first. Nothing else changes: no limit, no reminder, no duty. Raises Refused if the
    entry is not confirmed or is over, if another office acts, or if the day is before the listing.
    """
    target = target_of(session, ctx, data)
    department = id_of(lead_of(session, ctx, target))
    entry = entry_of(session, target)
    if receipt := _find_receipt(session, entry, department):
        return _answered(target, receipt)
    day = day_received(ctx)
    _check_noticed(target, entry, day)
    who = {"person": ctx.actor.signature, "known": ctx.actor.known.value}
    made = run(session, INSERT, entry=entry.id, department=department, day=day, **who).scalar()
    if made is None:  # another process was first, and has committed
        return _answered(target, _find_receipt(session, entry, department))
    record(session, ctx, "entry_receipt", [made], "received", detail=mark_entered_late(session, ctx))
    return Summary(f"已签收“{target.name}”列入负面清单的通知（{day}）。", {"receipts": 1})


def _find_receipt(session: Session, entry: NegativeEntry, department: int) -> EntryReceipt | None:
    own = (EntryReceipt.entry_id == entry.id) & (EntryReceipt.department_id == department)
    return session.exec(select(EntryReceipt).where(own)).first()


def _answered(target: Target, receipt: EntryReceipt | None) -> Summary:
    assert receipt  # noqa: S101 - the insert found it
    first = f"{receipt.received_on}，{receipt.received_by}"
    return Summary(f"“{target.name}”列入负面清单的通知此前已签收（{first}），未作改动。", {"receipts": 0})


def _check_noticed(target: Target, entry: NegativeEntry, day: date) -> None:
    if entry.state is EntryState.PROPOSED:
        raise Refused(f"目标{target.code}的条目{entry.state.label}，尚待现场认定，还没有列入通知，不需要签收。")
    if entry.state in ENDED:
        raise Refused(f"目标{target.code}的条目{entry.state.label}，不需要签收。")
    check_not_before(day, entry.listed_on, "签收日期", "列入负面清单的日期")
