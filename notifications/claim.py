"""Claim: lock recipients, freeze their due deliveries into messages, and hold the messages under a lease."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, NamedTuple

from sqlmodel import Session

from models.ledger.attachments import digest_of, keep
from models.ledger.seals import LEASE, by_run, seal_of, sealing
from models.statements import ResultRow, of_row, run
from notifications.attachments import NamedFile
from notifications.channels import Letter
from notifications.digests import FrozenMessage, render_messages
from notifications.drafts import Files
from notifications.recipients import cancel_stale

BATCH = 50
RECLAIM = """
UPDATE message m SET state = 'sending', claimed_by = :worker, lease_until = :lease,
    maybe_duplicate = m.maybe_duplicate OR m.in_handover, in_handover = false
WHERE m.id IN (SELECT p.id FROM message p JOIN recipient r ON r.id = p.recipient_id
    WHERE ((p.state = 'sending' AND p.lease_until <= :now) OR (p.state = 'waiting' AND p.next_try <= :now))
        AND (r.paused_until IS NULL OR r.paused_until <= :now) AND r.channel = ANY(:channels)
    ORDER BY p.id LIMIT :batch FOR UPDATE OF p SKIP LOCKED)
"""
DUE = """
SELECT r.id FROM recipient r
WHERE {which} AND (r.paused_until IS NULL OR r.paused_until <= :now)
    AND EXISTS (SELECT 1 FROM delivery v WHERE v.recipient_id = r.id AND v.message_id IS NULL AND v.cancelled IS NULL)
ORDER BY r.id LIMIT :batch FOR UPDATE SKIP LOCKED
"""
FIND = DUE.format(which="r.channel = ANY(:channels)")
LOCK = DUE.format(which="r.id = ANY(:recipients)")
# The messages travel as one JSON text: as lists of texts they would be escaped one by one.
FREEZE = f"""
WITH frozen AS (
    INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state, tries,
        claimed_by, lease_until, reason, maybe_duplicate, in_handover, attachments)
    SELECT u.recipient, :day, u.wave, u.reference, u.subject, u.text, u.html, u.markdown, 'sending', 0, :worker, :lease,
        '', false, false, u.attachments
    FROM ROWS FROM (json_to_recordset(CAST(:messages AS json)) AS (recipient int, wave int, reference text,
        subject text, text text, html text, markdown text, attachments jsonb))
        WITH ORDINALITY AS u(recipient, wave, reference, subject, text, html, markdown, attachments, n) ORDER BY u.n
    RETURNING message.*),
bound AS (
    UPDATE delivery v SET message_id = f.id
    FROM unnest(CAST(:deliveries AS int[]), CAST(:bound AS text[])) AS u(delivery, reference)
        JOIN frozen f ON f.reference = u.reference
    WHERE v.id = u.delivery RETURNING v.*),
sealed AS ({seal_of("message", "frozen")}),
sealed_with_them AS ({seal_of("delivery", "bound")})
SELECT id FROM frozen ORDER BY id
"""  # noqa: S608 - constants only
CLAIMED = """
SELECT m.id, m.reference, m.subject, m.text, m.html, m.markdown, m.tries, m.business_date, m.recipient_id, r.channel,
    r.address, m.attachments
FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE m.id = ANY(:ids) ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A message held for sending; its files are read when it is handed over."""

    id: int
    recipient_id: int
    channel: str
    tries: int
    business_date: date
    letter: Letter
    files: tuple[NamedFile, ...] = ()


class Claimant(NamedTuple):
    """A worker that claims, its Message-ID domain, and until when what waits is due: None is until now."""

    worker: str
    domain: str
    due: datetime | None = None

    def lease(self, session: Session, now: datetime) -> dict[str, Any]:
        """Returns what a statement needs that puts messages under the lease of this worker."""
        return {"worker": self.worker, "lease": now + LEASE, **by_run(session, now)}


def claim_left_over(
    session: Session, now: datetime, by: Claimant, channels: Sequence[str], batch: int = BATCH
) -> list[Claim]:
    """Claim a batch of messages that were frozen before, with text, files and Message-ID unchanged.

    One whose hand-over had begun may arrive twice, and is marked so. Returns an empty list if none is due.
    """
    chosen = {"now": by.due or now, "batch": batch, "channels": list(channels)}
    ids = run(session, sealing(RECLAIM, "id"), **chosen, **by.lease(session, now)).scalars()
    return _claims(session, list(ids), by.domain, now)


def find_recipients(session: Session, now: datetime, channels: Sequence[str], batch: int = BATCH) -> list[int]:
    """Returns recipients with something to send that no other worker is claiming at this moment."""
    return list(run(session, FIND, now=now, batch=batch, channels=list(channels)).scalars())


def claim_new(
    session: Session,
    day: date,
    now: datetime,
    by: Claimant,
    *,
    recipients: Sequence[int],
    files: Files | None = None,
) -> list[Claim]:
    """Freeze what is due to these recipients into messages and claim them.

    A file that was not made before, or whose content has changed since, is made now. Returns an empty list if nothing
    is due.
    """
    locked = list(run(session, LOCK, now=by.due or now, batch=len(recipients), recipients=list(recipients)).scalars())
    if not locked:
        return []
    cancel_stale(session, now, locked)  # a duty may have been discharged since its notices were addressed
    messages = list(render_messages(session, locked, day, now, files or Files()))
    keep(session, chain.from_iterable(message.files.values() for message in messages), now)
    return _claims(session, _freeze(session, messages, day, by.lease(session, now)), by.domain, now)


def _claims(session: Session, ids: list[int], domain: str, now: datetime) -> list[Claim]:
    return [_to_claim(row, domain, now) for row in run(session, CLAIMED, ids=ids)] if ids else []


def _freeze(session: Session, messages: Sequence[FrozenMessage], day: date, lease: dict[str, Any]) -> list[int]:
    """Insert all messages of a batch and bind their deliveries to them, in one statement. Returns the message ids."""
    if not messages:
        return []
    frozen = json.dumps([_as_json(message) for message in messages], ensure_ascii=False)
    pairs = [(delivery, message.reference) for message in messages for delivery in message.deliveries]
    deliveries, bound = map(list, zip(*pairs, strict=True))
    return list(run(session, FREEZE, day=day, deliveries=deliveries, bound=bound, messages=frozen, **lease).scalars())


def _as_json(message: FrozenMessage) -> dict[str, Any]:
    """Returns a message with its texts, and its files as they are stored with it; None if it has none."""
    named = [{"name": name, "digest": digest_of(content)} for name, content in message.files.items()]
    own = {"recipient": message.recipient, "wave": message.wave, "reference": message.reference}
    return {**own, **asdict(message.text), "attachments": named or None}


def _to_claim(row: ResultRow, domain: str, now: datetime) -> Claim:
    """Returns the claim for a row of CLAIMED."""
    letter = of_row(Letter, row, message_id=f"<{row.reference}@{domain}>", at=now)
    files = tuple(NamedFile(**each) for each in row.attachments or ())
    return Claim(row.id, row.recipient_id, row.channel, row.tries, row.business_date, letter, files)
