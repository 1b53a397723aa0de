"""中止: the clocks of an entry stand still while an appeal against it runs, and go on after it (4.3 a, A14)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import keep_deadline
from models.ledger.heirs import debtor_of
from models.ledger.moves import move
from models.ledger.negative_list.entries import duties_of
from models.records import Deadline, NegativeEntry, Obligation, Target, id_of
from models.rules.appeal import suspended_days
from models.rules.cycles import RULES
from models.rules.deadlines import compute_deadline
from models.rules.states import ObligationEvent, ObligationState
from models.rules.workdays import Interval


def suspend(session: Session, ctx: Context, target: Target, entry: NegativeEntry) -> int:
    """Stop the clocks of everything that is owed because of an entry; returns how many stood open."""
    ids = [id_of(obligation) for obligation in duties_of(session, target, entry, {ObligationState.OPEN})]
    return len(move(session, ctx, "obligation", ids, ObligationEvent.SUSPEND))


def resume(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, since: date
) -> list[tuple[Obligation, date]]:
    """Let the clocks of an entry go on: the days from `since` to today, both included, do not count.

    Each duty gets a due date of its own with that in its proof, and a new due version, so that its reminders start
    afresh. Returns the duties with their new days.
    """
    resumed = []
    for obligation in duties_of(session, target, entry, {ObligationState.SUSPENDED}):
        number, due = _after_pause(session, ctx, obligation, since)
        sets = {"deadline_id": number, "due_version": obligation.due_version + 1, "reminded": None}
        sets["owed_by"] = debtor_of(session, obligation)
        move(session, ctx, "obligation", [id_of(obligation)], ObligationEvent.RESUME, sets=sets)
        session.refresh(obligation)
        resumed.append((obligation, due))
    return resumed


def _after_pause(session: Session, ctx: Context, obligation: Obligation, since: date) -> tuple[int, date]:
    kept = session.get_one(Deadline, obligation.deadline_id)
    before = [Interval(date.fromisoformat(i["first"]), date.fromisoformat(i["last"])) for i in kept.suspensions]
    paused = [*before, *suspended_days(kept.due, [(since, ctx.date)])]
    anew = compute_deadline(RULES[kept.rule], kept.anchor, calendar_of(session, ctx.jurisdiction), paused)
    return keep_deadline(session, ctx, anew, kept.source), anew.due
