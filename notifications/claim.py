"""The claim: recipients locked, their due deliveries frozen into messages, the messages held by a lease."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any

from jinja2 import TemplateError
from sqlmodel import Session

from models.database import run
from notifications.channels import Letter
from notifications.facts import contexts_of
from notifications.recipients import cancel_stale
from notifications.render import Rendered, render, render_digest
from notifications.wecom import fit_markdown

log = logging.getLogger("mubiao.notifications")
BATCH = 50
LEASE = timedelta(minutes=15)  # longer than a batch of tries that all run into their time limit
RECLAIM = """
UPDATE message m SET state = 'sending', claimed_by = :worker, lease_until = :lease,
    maybe_duplicate = m.maybe_duplicate OR m.state = 'sending'
WHERE m.id IN (SELECT p.id FROM message p JOIN recipient r ON r.id = p.recipient_id
    WHERE ((p.state = 'sending' AND p.lease_until <= :now) OR (p.state = 'waiting' AND p.next_try <= :now))
        AND (r.paused_until IS NULL OR r.paused_until <= :now) AND r.channel = ANY(:channels)
    ORDER BY p.id LIMIT :batch FOR UPDATE OF p SKIP LOCKED)
RETURNING m.id
"""
LOCK = """
SELECT r.id FROM recipient r
WHERE r.channel = ANY(:channels) AND (r.paused_until IS NULL OR r.paused_until <= :now)
    AND EXISTS (SELECT 1 FROM delivery v WHERE v.recipient_id = r.id AND v.message_id IS NULL AND v.cancelled IS NULL)
ORDER BY r.id LIMIT :batch FOR UPDATE SKIP LOCKED
"""
PENDING = """
SELECT id FROM delivery WHERE recipient_id = ANY(:recipients) AND message_id IS NULL AND cancelled IS NULL ORDER BY id
"""
RECIPIENTS = """
SELECT r.id, r.channel, r.address, coalesce(max(m.wave), 0) AS wave
FROM recipient r LEFT JOIN message m ON m.recipient_id = r.id AND m.business_date = :day
WHERE r.id = ANY(:recipients) GROUP BY r.id ORDER BY r.id
"""
FREEZE = """
WITH frozen AS (
    INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state, tries,
        claimed_by, lease_until, reason, maybe_duplicate)
    SELECT u.recipient, :day, u.wave, u.reference, u.subject, u.text, u.html, u.markdown, 'sending', 0, :worker, :lease,
        '', false
    FROM unnest(CAST(:recipients AS int[]), CAST(:waves AS int[]), CAST(:references AS text[]),
        CAST(:subjects AS text[]), CAST(:texts AS text[]), CAST(:htmls AS text[]), CAST(:markdowns AS text[]))
        WITH ORDINALITY AS u(recipient, wave, reference, subject, text, html, markdown, n) ORDER BY u.n
    RETURNING id, reference),
bound AS (
    UPDATE delivery v SET message_id = f.id
    FROM unnest(CAST(:deliveries AS int[]), CAST(:bound AS text[])) AS u(delivery, reference)
        JOIN frozen f ON f.reference = u.reference
    WHERE v.id = u.delivery)
SELECT id FROM frozen ORDER BY id
"""
UNSAYABLE = "UPDATE delivery SET cancelled = '通知内容无法生成，请报告管理员' WHERE id = ANY(:deliveries)"
CLAIMED = """
SELECT m.id, m.reference, m.subject, m.text, m.html, m.markdown, m.tries, m.business_date, m.recipient_id, r.channel,
    r.address
FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE m.id = ANY(:ids) ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A message held for sending."""

    id: int
    recipient_id: int
    channel: str
    tries: int
    business_date: date
    letter: Letter


def claim(
    session: Session, day: date, now: datetime, *, worker: str, channels: Sequence[str], domain: str, batch: int = BATCH
) -> list[Claim]:
    """Hold a batch: first messages left over (their text and Message-ID unchanged), then new ones, frozen here."""
    held = {"worker": worker, "lease": now + LEASE}
    wanted = list(channels)
    ids = list(run(session, RECLAIM, now=now, batch=batch, channels=wanted, **held).scalars())
    if not ids:
        recipients = list(run(session, LOCK, now=now, batch=batch, channels=wanted).scalars())
        if not recipients:
            return []
        cancel_stale(session, recipients)  # a duty may have been done since its notices were addressed
        ids = _freeze(session, list(_messages(session, recipients, day)), day, held)
    return [_claimed(row, domain, now) for row in run(session, CLAIMED, ids=ids)] if ids else []


@dataclass(frozen=True, slots=True)
class _Message:
    recipient: int
    wave: int
    reference: str
    text: Rendered
    deliveries: list[int]


def _messages(session: Session, recipients: list[int], day: date) -> Iterator[_Message]:
    deliveries = run(session, PENDING, recipients=recipients).scalars().all()
    known = {row.id: row for row in run(session, RECIPIENTS, recipients=recipients, day=day)}
    facts = contexts_of(session, deliveries, day)
    said = {row.delivery_id: _say(row.notice_kind, context, known[row.recipient_id].channel) for row, context in facts}
    if unsayable := [delivery for delivery, text in said.items() if text is None]:
        run(session, UNSAYABLE, deliveries=unsayable)
    sayable = [fact for fact in facts if said[fact[0].delivery_id]]
    for recipient, group in groupby(sayable, key=lambda fact: fact[0].recipient_id):
        yield _message(known[recipient], list(group), said, day)


def _message(to: Any, mine: Sequence[Any], said: Mapping[int, Rendered | None], day: date) -> _Message:  # noqa: ANN401
    """Everything that is due to one recipient, in one message; `to` is a row of RECIPIENTS."""
    ids = [row.delivery_id for row, _ in mine]
    texts = [text for delivery in ids if (text := said[delivery])]
    duties = [context["duty"] for _, context in mine if context["duty"] and context["duty"]["open"]]
    key = f"{to.channel}|{to.address}|{day}|{to.wave + 1}"
    reference = sha256(key.encode()).hexdigest()[:32]
    return _Message(to.id, to.wave + 1, reference, _digest(texts, duties, day, to.channel), ids)


def _say(kind: str, context: dict[str, Any], channel: str) -> Rendered | None:
    # One notice that cannot be put into words must not keep all the others from being sent.
    try:
        return render(kind, context, channel)
    except (TemplateError, KeyError, TypeError, ValueError):
        log.exception("通知“%s”无法生成", kind)
        return None


def _digest(texts: list[Rendered], duties: list[dict[str, Any]], day: date, channel: str) -> Rendered:
    nearest = min(duties, key=lambda duty: duty["due"], default=None)
    return render_digest(
        texts,
        today=day,
        earliest=nearest["due"] if nearest else None,
        earliest_left=nearest["days_left"] if nearest else None,
        channel=channel,
    )


def _freeze(session: Session, messages: Sequence[_Message], day: date, held: dict[str, Any]) -> list[int]:
    """Keep all messages of a batch, each with its deliveries, in one statement."""
    if not messages:
        return []
    rows = [(m.recipient, m.wave, m.reference, m.text.subject, m.text.text, m.text.html, _robots(m)) for m in messages]
    names = ("recipients", "waves", "references", "subjects", "texts", "htmls", "markdowns")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    pairs = [(delivery, message.reference) for message in messages for delivery in message.deliveries]
    deliveries, bound = map(list, zip(*pairs, strict=True))
    return list(run(session, FREEZE, day=day, deliveries=deliveries, bound=bound, **columns, **held).scalars())


def _robots(message: _Message) -> str:
    return fit_markdown(message.text.markdown) if message.text.markdown else ""


def _claimed(row: Any, domain: str, now: datetime) -> Claim:  # noqa: ANN401 - a result row
    letter = Letter(
        address=row.address,
        subject=row.subject,
        text=row.text,
        html=row.html,
        markdown=row.markdown,
        message_id=f"<{row.reference}@{domain}>",
        at=now,
    )
    return Claim(row.id, row.recipient_id, row.channel, row.tries, row.business_date, letter)
