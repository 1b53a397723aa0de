"""Settles a message after a try: sent, waiting for a retry, or parked with the reason."""

from datetime import datetime, timedelta

from sqlmodel import Session

from models.ledger.calendars import calendar_of
from models.ledger.jurisdiction import home
from models.ledger.seals import by_run, seal_of, sealing
from models.statements import run
from notifications.channels import Outcome, Result
from notifications.claim import Claim

BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))  # waits between tries; then it is parked
UNREACHABLE_PAUSE = timedelta(minutes=5)
GIVE_UP = 3  # working days
UNTIL_CORRECTED = timedelta(days=3650)
SETTLE = f"""
WITH settled AS (
    UPDATE message SET state = :state, tries = :tries, next_try = :next_try, reason = :reason, lease_until = NULL,
        sent_at = :sent_at, in_handover = false, maybe_duplicate = maybe_duplicate OR :doubtful
    WHERE id = :id AND claimed_by = :worker AND state = 'sending' RETURNING message.*),
tried AS (
    INSERT INTO attempt (message_id, act_id, at, outcome, code, reason)
    VALUES (:id, :act_id, :now, :outcome, :code, :reason)),
sealed AS ({seal_of("message", "settled")})
SELECT count(*) FROM settled
"""  # noqa: S608 - constants only
BEGIN_HANDOVER = """
UPDATE message SET in_handover = true WHERE id = :id AND claimed_by = :worker AND state = 'sending' RETURNING id
"""
PAUSE = sealing("recipient", "UPDATE recipient SET paused_until = :until WHERE id = :recipient")


def begin_handover(session: Session, claim: Claim, *, worker: str) -> bool:
    """Record that a message is about to be handed over; call it in a transaction that commits before the hand-over.

    After a crash only such a message may arrive twice. Returns False if another worker holds the message now.
    """
    return run(session, BEGIN_HANDOVER, id=claim.id, worker=worker).first() is not None


def settle(session: Session, claim: Claim, result: Result, now: datetime, *, worker: str) -> tuple[str, int]:
    """Insert the attempt, update its message and seal it.

    Returns the new state, and 0 if another worker holds the lease now, else 1.
    """
    state, tries, next_try = _next_state(claim, result, now)
    if state == "waiting" and result.outcome is Outcome.UNREACHABLE and _too_old(session, claim, now):
        state, next_try = "parked", None
    settled = run(
        session,
        SETTLE,
        id=claim.id,
        worker=worker,
        now=now,
        **by_run(session, now),
        state=state,
        tries=tries,
        next_try=next_try,
        sent_at=now if state == "sent" else None,
        outcome=result.outcome.value,
        code=result.code,
        reason=result.reason,
        doubtful=result.doubtful,
    ).scalar_one()
    if result.pause_recipient:
        wait = timedelta(seconds=result.retry_after) if result.retry_after else UNTIL_CORRECTED
        run(session, PAUSE, recipient=claim.recipient_id, until=now + wait, **by_run(session, now))
    return state, int(settled)


def _too_old(session: Session, claim: Claim, now: datetime) -> bool:
    """Returns whether the message has waited more than three working days."""
    return calendar_of(session, home(session)).count(claim.business_date, now.date()) > GIVE_UP


def _next_state(claim: Claim, result: Result, now: datetime) -> tuple[str, int, datetime | None]:
    """Returns state, tries and next retry for a result."""
    if result.outcome is Outcome.SENT:
        return "sent", claim.tries + 1, None
    if result.outcome is Outcome.UNREACHABLE:
        return "waiting", claim.tries, now + UNREACHABLE_PAUSE
    if result.outcome is Outcome.REFUSED or claim.tries >= len(BACKOFF):
        return "parked", claim.tries + 1, None
    wait = timedelta(seconds=result.retry_after) if result.retry_after else BACKOFF[claim.tries]
    return "waiting", claim.tries + 1, now + wait
