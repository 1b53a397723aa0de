"""The limit of messages a minute: a robot or a member takes a turn in the database, for all processes and machines."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session

from models.ledger.seals import by_run, sealing
from models.rules.robots import GROUPS, read_robot
from models.statements import run
from notifications.claim import Claim

MINUTE = timedelta(seconds=60)
# WeCom and DingTalk accept 20 messages a minute from a robot, and DingTalk none for ten minutes after more. Feishu
# accepts 100 a minute and 5 a second: of five a minute no second has more. Those for a member above 30 a minute WeCom
# drops without an error.
PER_MINUTE = {"wecom": 18, "dingtalk": 18, "feishu": 5, "wecom_app": 20}
OPEN_TURNS = """
INSERT INTO send_turn (receiver, number) SELECT :receiver, n FROM generate_series(1, :turns) n ON CONFLICT DO NOTHING
"""
# A turn locked by another worker is skipped, not waited for: after the wait it would no longer be free.
TAKE = """
UPDATE send_turn SET taken_at = :now, message_id = :message WHERE (receiver, number) = (
    SELECT receiver, number FROM send_turn
    WHERE receiver = :receiver AND number <= :turns AND (taken_at IS NULL OR taken_at <= :free_since)
    ORDER BY taken_at NULLS FIRST, number LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING number
"""
OLDEST = "SELECT min(taken_at) FROM send_turn WHERE receiver = :receiver AND number <= :turns"
KEEP = """
UPDATE send_turn SET taken_at = :now WHERE (receiver, number) = (
    SELECT receiver, number FROM send_turn WHERE receiver = :receiver AND message_id = :message
    ORDER BY taken_at DESC LIMIT 1) AND taken_at < :now
"""
POSTPONE = """
UPDATE message SET state = 'waiting', next_try = :until, reason = :reason, lease_until = NULL, in_handover = false
WHERE id = :id AND claimed_by = :worker AND state = 'sending'
"""


def is_limited(claim: Claim) -> bool:
    """Return whether the channel of a message has a limit a minute for one receiver."""
    return claim.channel in PER_MINUTE


def take_turn(session: Session, claim: Claim, now: datetime) -> datetime | None:
    """Take a turn for a message of a limited channel; the message may then be sent now, and None is returned.

    Otherwise returns the instant at which the next turn is free.
    """
    turns = PER_MINUTE[claim.channel]
    of_receiver = {"receiver": receiver_of(claim.channel, claim.letter.address), "turns": turns}
    run(session, OPEN_TURNS, **of_receiver)
    if run(session, TAKE, **of_receiver, now=now, message=claim.id, free_since=now - MINUTE).first():
        return None
    oldest = run(session, OLDEST, **of_receiver).scalar_one()
    return MINUTE + (oldest or now)


def keep_turn(session: Session, claim: Claim, now: datetime) -> None:
    """Count the minute of a turn from the answer: a slow message may have arrived as late as that."""
    if is_limited(claim):
        run(session, KEEP, receiver=receiver_of(claim.channel, claim.letter.address), message=claim.id, now=now)


def reason_of(claim: Claim) -> str:
    """Return why a message of a limited channel waits for a turn."""
    return f"每分钟最多{PER_MINUTE[claim.channel]}条，稍后发送"


def postpone(session: Session, claim: Claim, until: datetime, now: datetime, *, worker: str, reason: str) -> int:
    """Let a message wait; this is no try. Returns 0 if another worker holds the lease now, else 1."""
    return int(
        run(
            session, sealing(POSTPONE), id=claim.id, until=until, reason=reason, worker=worker, **by_run(session, now)
        ).scalar_one()
    )


def receiver_of(channel: str, address: str) -> str:
    """Return the digest of what is limited: a robot is the same by its key and by each of its addresses."""
    robot = read_robot(address) if channel in GROUPS else None
    return sha256(f"{channel}|{robot.key if robot else address}".encode()).hexdigest()
