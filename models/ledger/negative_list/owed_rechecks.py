"""整改复查: the agency's duty to recheck what was fed back within ten working days (6.2.5, A55)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.deadlines import deadline_from
from models.ledger.duties import discharge, find_duty, open_duty_for, reopen, withdraw
from models.ledger.lookup import entry_key
from models.ledger.nouns.shared_sql import WAIVER
from models.records import NegativeEntry, Obligation, Remediation, Target
from models.rules.negative_list import RECHECK_OWED, describe_waiver
from models.rules.states import ObligationEvent, ObligationState
from models.statements import run


def open_recheck(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, remediation: Remediation, received: date
) -> None:
    """A55: open the duty to recheck a round, due ten working days after its feedback was received.

    One that was waived stays so.
    """
    existing = _recheck_of(session, ctx, target, entry, remediation)
    if existing and existing.state is not ObligationState.VOID:
        return
    deadline, _ = deadline_from(session, ctx, RECHECK_OWED.due, received)
    if existing:
        reopen(session, ctx, existing, ObligationEvent.RENEW, deadline)
        return
    subject = entry_key(target, entry)
    open_duty_for(session, ctx, RECHECK_OWED, deadline, subject=subject, round=remediation.round)


def end_recheck(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, remediation: Remediation, who: str
) -> None:
    """Discharge the duty to recheck a round, today; one that an appeal suspends is withdrawn.

    `who` rechecked and signed, as text, is stored with the transition.

    A round that was fed back before there was this duty has none.
    """
    duty = _recheck_of(session, ctx, target, entry, remediation)
    if duty and duty.state is ObligationState.OPEN:
        discharge(session, ctx, duty, ctx.date, more={"rechecked": who})
    elif duty and duty.state is ObligationState.SUSPENDED:
        withdraw(session, ctx, [duty], f"申诉期间复查通过（{who}）")


def withdraw_recheck(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, remediation: Remediation, reason: str
) -> None:
    """Withdraw the duty to recheck a round whose feedback was withdrawn."""
    if duty := _recheck_of(session, ctx, target, entry, remediation):
        withdraw(session, ctx, [duty], reason)


def _recheck_of(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, remediation: Remediation
) -> Obligation | None:
    subject = entry_key(target, entry)
    return find_duty(session, ctx, RECHECK_OWED, subject=subject, round=remediation.round)


WAIVER_OF = f"""
SELECT {WAIVER.format(until="")} FROM obligation o JOIN department d ON d.id = o.department_id WHERE o.id = :id
"""  # noqa: S608 - constants only


def discharge_unless_waived(session: Session, ctx: Context, obligation: Obligation, counted_on: date) -> bool:
    """Discharge a duty of a round; returns whether it is late. A waived one is late only if it was overdue before."""
    waived = obligation.state is ObligationState.WAIVED
    return bool(obligation.late) if waived else discharge(session, ctx, obligation, counted_on)


def waiver_in_words(session: Session, obligation: Obligation) -> str:
    """Return a sentence about the waiver of a remediation, empty without one."""
    waived = describe_waiver(run(session, WAIVER_OF, id=obligation.id).scalar_one())
    return f"{waived}。" if waived else ""
