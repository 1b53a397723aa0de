"""Hand-over: sends one message, in one letter or in parts; its beginning and its end are recorded apart from it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from sqlmodel import Session

from models.database import begin
from models.ledger.jurisdiction import calendar_of, home, know_calendar
from models.ledger.seals import by_run, seal_of, sealing
from models.rules.rehearsal import is_written
from models.rules.workdays import BusinessDay, WorkCalendar
from models.statements import run, transaction
from notifications.attachments import read_files
from notifications.channels import Channel, Letter, Outcome, Result
from notifications.claim import Claim
from notifications.drafts import Files
from notifications.outlets import Outlets, send_letter
from notifications.parts import keep_part, letters_of, sent_parts
from notifications.turns import is_limited, keep_turn, postpone, reason_of, take_turn

NEXT_RUN = "本次投递的时间已到，下一次发送"
PARTIAL = "partial"  # the code of a doubtful part after which others have not left
LOST = Result(Outcome.REFUSED, "attachment", "附件不在库中或被更改，没有发出，请执行mubiao verify")


@dataclass(slots=True)
class DeliveryRun:
    """A delivery in progress: its act, its day, its channels, and what has come of its messages."""

    act_id: int
    day: BusinessDay
    outlets: Outlets
    jurisdiction: int
    calendar: WorkCalendar
    send_to: Sequence[str] | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    counting: Lock = field(default_factory=Lock)
    files: Files = field(default_factory=Files)


@contextmanager
def in_run(current: DeliveryRun) -> Iterator[tuple[Session, datetime]]:
    """Yield a session that knows the jurisdiction, its calendar and the run, and the instant of the transaction."""
    with begin() as session:
        know_calendar(session, current.jurisdiction, current.calendar)
        state = transaction(session)
        state.home, state.delivery_run = current.jurisdiction, current.act_id
        yield session, current.outlets.now(session)


def hand_over(current: DeliveryRun, message: Claim, channel: Channel | None) -> Result | None:
    """Send what is left of a message, unless all are held. Returns the last answer.

    Returns None if it must wait or another worker holds it.
    """
    if current.outlets.held:
        return Result(Outcome.REFUSED, "held", current.outlets.held, may_repeat=True)
    letters = letters_of(message.letter, channel.limit if channel else None)
    if len(letters) > 1:
        with begin() as session:
            letters = letters[min(sent_parts(session, message), len(letters) - 1) :]
    for letter in letters:
        result = _send_one(current, message, letter, channel)
        if result and result.outcome is Outcome.DOUBTFUL and letter is not letters[-1]:
            return _partial(result)
        if result is None or result.outcome is not Outcome.SENT or letter is letters[-1]:
            return result
        if not _keep_part(current, message, result):
            return None
    return None


def _partial(result: Result) -> Result:
    """Return the result of a part after which others have not left: the message has not come, whatever this one did."""
    return replace(
        result, code=PARTIAL, reason=f"长消息的一部分送达不明，其后的没有发出：{result.reason}", may_repeat=True
    )


def _keep_part(current: DeliveryRun, message: Claim, result: Result) -> bool:
    with in_run(current) as (session, now):
        keep_turn(session, message, now)
        return keep_part(session, message, result, now, worker=current.outlets.worker)


def _send_one(current: DeliveryRun, message: Claim, letter: Letter, channel: Channel | None) -> Result | None:
    """Send one letter with its files, after the beginning is on record.

    Returns None if it must wait, or if another worker holds the lease now.
    """
    outlets = current.outlets
    with in_run(current) as (session, now):
        files = read_files(session, message.files)
        if files is not None and not _may_begin(current, session, message, now):
            return None
    if files is None:
        return LOST
    whole = replace(letter, files=files, reply_to=outlets.reply_to)
    return send_letter(whole, channel, outlets.folder, current.send_to)


def _may_begin(current: DeliveryRun, session: Session, message: Claim, now: datetime) -> bool:
    """Record the hand-over before it begins. Returns False if it must wait, or another worker holds the lease now."""
    worker = current.outlets.worker
    if not begin_handover(session, message, worker=worker):
        return False
    until = take_turn(session, message, now) if is_limited(message) else None
    if until:
        _let_wait(current, session, message, until, now, reason_of(message))
    return until is None


def leave_to_next_run(current: DeliveryRun, message: Claim) -> None:
    """Let a claimed message wait for the next run, because the time of this one is over."""
    with in_run(current) as (session, now):
        _let_wait(current, session, message, now, now, NEXT_RUN)


def _let_wait(
    current: DeliveryRun, session: Session, message: Claim, until: datetime, now: datetime, reason: str
) -> None:
    waiting = postpone(session, message, until, now, worker=current.outlets.worker, reason=reason)
    with current.counting:
        current.outcomes["waiting"] += waiting


def settle_message(current: DeliveryRun, message: Claim, result: Result) -> None:
    """Settle one message; it counts only if this worker still holds the lease."""
    with in_run(current) as (session, now):
        state, settled = settle(session, message, result, now, worker=current.outlets.worker)
        keep_turn(session, message, now)
    with current.counting:
        current.outcomes[state] += settled
        current.outcomes["written"] += settled if is_written(result.reason) else 0


BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120))  # waits between tries; then it is parked
UNREACHABLE_PAUSE = timedelta(minutes=5)
GIVE_UP = 3  # working days
UNTIL_CORRECTED = timedelta(days=3650)
SETTLE = f"""
WITH settled AS (
    UPDATE message SET state = :state, tries = :tries, next_try = :next_try, reason = :reason, lease_until = NULL,
        sent_at = :sent_at, in_handover = false, maybe_duplicate = maybe_duplicate OR :may_repeat
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
PAUSE = "UPDATE recipient SET paused_until = :until WHERE id = :recipient"


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
        may_repeat=result.may_repeat,
    ).scalar_one()
    if result.pause_recipient:
        wait = timedelta(seconds=result.retry_after) if result.retry_after else UNTIL_CORRECTED
        run(session, sealing(PAUSE), recipient=claim.recipient_id, until=now + wait, **by_run(session, now))
    return state, int(settled)


def _too_old(session: Session, claim: Claim, now: datetime) -> bool:
    """Returns whether the message has waited more than three working days."""
    return calendar_of(session, home(session)).count(claim.business_date, now.date()) > GIVE_UP


def _next_state(claim: Claim, result: Result, now: datetime) -> tuple[str, int, datetime | None]:
    """Returns state, tries and next retry for a result."""
    if result.code == PARTIAL:
        return "parked", claim.tries + 1, None
    if result.outcome in (Outcome.SENT, Outcome.DOUBTFUL):
        return result.outcome.value, claim.tries + 1, None
    if result.outcome is Outcome.UNREACHABLE:
        return "waiting", claim.tries, now + UNREACHABLE_PAUSE
    if result.outcome is Outcome.REFUSED or claim.tries >= len(BACKOFF):
        return "parked", claim.tries + 1, None
    wait = timedelta(seconds=result.retry_after) if result.retry_after else BACKOFF[claim.tries]
    return "waiting", claim.tries + 1, now + wait
