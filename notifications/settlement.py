"""What becomes of a message after a try: sent, tried again later, or parked with the reason."""

from datetime import datetime, timedelta

from sqlmodel import Session

from models.database import run
from models.ledger.calendars import calendar_of
from models.ledger.lookup import home
from notifications.channels import Outcome, Result
from notifications.claim import Claim

BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))  # after the last of these tries it is parked
UNREACHABLE_PAUSE = timedelta(minutes=5)
GIVE_UP = 3  # working days
UNTIL_CORRECTED = timedelta(days=3650)
SETTLE = """
WITH settled AS (
    UPDATE message SET state = :state, tries = :tries, next_try = :next_try, reason = :reason, lease_until = NULL,
        sent_at = :sent_at, maybe_duplicate = maybe_duplicate OR :doubtful
    WHERE id = :id AND claimed_by = :worker AND state = 'sending' RETURNING id),
tried AS (
    INSERT INTO attempt (message_id, act_id, at, outcome, code, reason)
    VALUES (:id, :act_id, :now, :outcome, :code, :reason))
SELECT count(*) FROM settled
"""
PAUSE = "UPDATE recipient SET paused_until = :until WHERE id = :recipient"


def settle(
    session: Session, held: Claim, result: Result, now: datetime, *, worker: str, act_id: int
) -> tuple[str, int]:
    """Write the try down and let its message rest; returns the new state, and 0 when another worker holds it now."""
    state, tries, next_try = _next_state(held, result, now)
    if state == "waiting" and result.outcome is Outcome.UNREACHABLE and _too_old(session, held, now):
        state, next_try = "parked", None
    settled = run(
        session,
        SETTLE,
        id=held.id,
        worker=worker,
        act_id=act_id,
        now=now,
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
        run(session, PAUSE, recipient=held.recipient_id, until=now + wait)
    return state, int(settled)


def _too_old(session: Session, held: Claim, now: datetime) -> bool:
    return calendar_of(session, home(session)).count(held.business_date, now.date()) > GIVE_UP


def _next_state(held: Claim, result: Result, now: datetime) -> tuple[str, int, datetime | None]:
    if result.outcome is Outcome.SENT:
        return "sent", held.tries + 1, None
    if result.outcome is Outcome.UNREACHABLE:
        return "waiting", held.tries, now + UNREACHABLE_PAUSE
    if result.outcome is Outcome.REFUSED or held.tries >= len(BACKOFF):
        return "parked", held.tries + 1, None
    wait = timedelta(seconds=result.retry_after) if result.retry_after else BACKOFF[held.tries]
    return "waiting", held.tries + 1, now + wait
