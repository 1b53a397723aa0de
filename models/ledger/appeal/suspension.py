"""中止: suspend the deadlines of an entry while an appeal against it runs, and resume them afterwards (4.3 a, A14)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import NOT_BEFORE, save_deadline
from models.ledger.heirs import debtor_of
from models.ledger.moves import move
from models.ledger.negative_list.entries import duties_of
from models.records import Deadline, NegativeEntry, Obligation, Target, id_of
from models.rules.appeal import suspended_days
from models.rules.cycles import RULES
from models.rules.deadlines import compute_deadline, not_before, of_days
from models.rules.states import ObligationEvent, ObligationState
from models.rules.workdays import Interval


def suspend(session: Session, ctx: Context, target: Target, entry: NegativeEntry) -> int:
    """Suspend the open obligations of an entry; returns how many were open."""
    ids = [id_of(obligation) for obligation in duties_of(session, target, entry, {ObligationState.OPEN})]
    return len(move(session, ctx, "obligation", ids, ObligationEvent.SUSPEND))


def resume(
    session: Session, ctx: Context, target: Target, entry: NegativeEntry, since: date
) -> list[tuple[Obligation, date]]:
    """Resume the suspended obligations of an entry: the days from `since` to today, both included, do not count.

    Each obligation gets its own deadline, with the suspension in the proof, and a new due version, so that its
    reminders start again. Returns the obligations with their new due dates.
    """
    resumed = []
    for obligation in duties_of(session, target, entry, {ObligationState.SUSPENDED}):
        number, due = _insert_resumed_deadline(session, ctx, obligation, since)
        sets = {"deadline_id": number, "due_version": obligation.due_version + 1, "reminded": None}
        sets["owed_by"] = debtor_of(session, obligation)
        move(session, ctx, "obligation", [id_of(obligation)], ObligationEvent.RESUME, sets=sets)
        session.refresh(obligation)
        resumed.append((obligation, due))
    return resumed


def _insert_resumed_deadline(session: Session, ctx: Context, obligation: Obligation, since: date) -> tuple[int, date]:
    """Store the deadline without the days since `since`; returns its row id and due date."""
    existing = session.get_one(Deadline, obligation.deadline_id)
    before = [Interval(date.fromisoformat(i["first"]), date.fromisoformat(i["last"])) for i in existing.suspensions]
    paused = [*before, *suspended_days(existing.due, [(since, ctx.date)])]
    calendar = calendar_of(session, ctx.jurisdiction)
    recomputed = compute_deadline(of_days(RULES[existing.rule], existing.n), existing.anchor, calendar, paused)
    recomputed = not_before(recomputed, _floor(existing, since, calendar.nth_after(ctx.date, 1)), calendar)
    source = existing.source.partition(NOT_BEFORE)[0]
    if "computed" in recomputed.proof:
        source += f"{NOT_BEFORE}{recomputed.due}"
    return save_deadline(session, ctx, recomputed, source), recomputed.due


def _floor(existing: Deadline, since: date, following: date) -> date:
    """Return the day before which the due date does not lie: a calendar that changed makes no duty overdue.

    It is the working day after the appeal's end, or the day on which an earlier change kept a duty that was overdue.
    """
    if existing.due >= since:
        return max(following, existing.due) if "computed" in existing.proof else following
    return existing.due if "computed" in existing.proof else date.min
