"""Claim: lock recipients, freeze their due deliveries into messages, and hold the messages under a lease."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from jinja2 import TemplateError
from sqlmodel import Session

from models.ledger.rehearsal import is_rehearsal
from models.ledger.seals import LEASE, by_run, seal_of, sealing
from models.rules.chain import shortened
from models.rules.duties import Audience
from models.statements import run
from notifications.channels import Letter
from notifications.facts import contexts_of
from notifications.recipients import cancel_stale
from notifications.rehearsal import mark_message
from notifications.render import Rendered, render, render_digest, with_head
from notifications.wecom import fit_markdown

log = logging.getLogger("mubiao.notifications")
BATCH = 50
RECLAIM = sealing(
    "message",
    """
UPDATE message m SET state = 'sending', claimed_by = :worker, lease_until = :lease,
    maybe_duplicate = m.maybe_duplicate OR m.in_handover, in_handover = false
WHERE m.id IN (SELECT p.id FROM message p JOIN recipient r ON r.id = p.recipient_id
    WHERE ((p.state = 'sending' AND p.lease_until <= :now) OR (p.state = 'waiting' AND p.next_try <= :now))
        AND (r.paused_until IS NULL OR r.paused_until <= :now) AND r.channel = ANY(:channels)
    ORDER BY p.id LIMIT :batch FOR UPDATE OF p SKIP LOCKED)
""",
    row="m",
    answer="id",
)
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
FREEZE = f"""
WITH frozen AS (
    INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state, tries,
        claimed_by, lease_until, reason, maybe_duplicate, in_handover)
    SELECT u.recipient, :day, u.wave, u.reference, u.subject, u.text, u.html, u.markdown, 'sending', 0, :worker, :lease,
        '', false, false
    FROM unnest(CAST(:recipients AS int[]), CAST(:waves AS int[]), CAST(:references AS text[]),
        CAST(:subjects AS text[]), CAST(:texts AS text[]), CAST(:htmls AS text[]), CAST(:markdowns AS text[]))
        WITH ORDINALITY AS u(recipient, wave, reference, subject, text, html, markdown, n) ORDER BY u.n
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
HEAD = "SELECT height, hash FROM chain_head"
CANCEL_UNRENDERABLE = sealing(
    "delivery", "UPDATE delivery SET cancelled = '通知内容无法生成，请报告管理员' WHERE id = ANY(:deliveries)"
)
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
    """Claim a batch of messages under a lease.

    Messages left over are claimed first, with their text and Message-ID unchanged; otherwise new messages are frozen.
    One whose hand-over had begun may arrive twice, and is marked so.
    Returns an empty list if nothing is due.
    """
    lease = {"worker": worker, "lease": now + LEASE, **by_run(session, now)}
    names = list(channels)
    ids = list(run(session, RECLAIM, now=now, batch=batch, channels=names, **lease).scalars())
    if not ids:
        recipients = list(run(session, LOCK, now=now, batch=batch, channels=names).scalars())
        if not recipients:
            return []
        cancel_stale(session, now, recipients)  # a duty may have been discharged since its notices were addressed
        ids = _freeze(session, list(_render_messages(session, recipients, day, now)), day, lease)
    return [_to_claim(row, domain, now) for row in run(session, CLAIMED, ids=ids)] if ids else []


@dataclass(frozen=True, slots=True)
class _FrozenMessage:
    recipient: int
    wave: int
    reference: str
    text: Rendered
    deliveries: list[int]


def _render_messages(session: Session, recipients: list[int], day: date, now: datetime) -> Iterator[_FrozenMessage]:
    """Yield one message per recipient, rendered from all of its pending deliveries.

    A delivery whose notice cannot be rendered is cancelled.
    """
    deliveries = run(session, PENDING, recipients=recipients).scalars().all()
    recipient_rows = {row.id: row for row in run(session, RECIPIENTS, recipients=recipients, day=day)}
    facts = contexts_of(session, deliveries, day)
    rendered = {
        row.delivery_id: _render_or_none(row.notice_kind, context, recipient_rows[row.recipient_id].channel)
        for row, context in facts
    }
    if failed := [delivery for delivery, text in rendered.items() if text is None]:
        run(session, CANCEL_UNRENDERABLE, deliveries=failed, **by_run(session, now))
    renderable = [fact for fact in facts if rendered[fact[0].delivery_id]]
    for recipient, group in groupby(renderable, key=lambda fact: fact[0].recipient_id):
        of_recipient = list(group)
        message = _build_message(recipient_rows[recipient], of_recipient, rendered, day)
        to_agency = any(row.audience == Audience.AGENCY for row, _ in of_recipient)
        yield replace(message, text=_complete(session, message.text, to_agency=to_agency))


def _complete(session: Session, text: Rendered, *, to_agency: bool) -> Rendered:
    """Returns the text with the head of the ledger if it goes to the agency, and with the mark of a rehearsal."""
    if to_agency:
        head = run(session, HEAD).one()
        text = with_head(text, f"{head.height}:{shortened(head.hash)}")
    return mark_message(text) if is_rehearsal(session) else text


def _build_message(to: Any, facts: Sequence[Any], rendered: Mapping[int, Rendered | None], day: date) -> _FrozenMessage:  # noqa: ANN401
    """Returns one message with everything due to one recipient; `to` is a row of RECIPIENTS."""
    ids = [row.delivery_id for row, _ in facts]
    texts = [text for delivery in ids if (text := rendered[delivery])]
    duties = [context["duty"] for _, context in facts if context["duty"] and context["duty"]["open"]]
    key = f"{to.channel}|{to.address}|{day}|{to.wave + 1}"
    reference = sha256(key.encode()).hexdigest()[:32]
    return _FrozenMessage(to.id, to.wave + 1, reference, _render_digest(texts, duties, day, to.channel), ids)


def _render_or_none(kind: str, context: dict[str, Any], channel: str) -> Rendered | None:
    """Returns the rendered notice, or None if its template raises an error."""
    # One notice that fails to render must not block all the others.
    try:
        return render(kind, context, channel)
    except (TemplateError, KeyError, TypeError, ValueError):
        log.exception("通知“%s”无法生成", kind)
        return None


def _render_digest(texts: list[Rendered], duties: list[dict[str, Any]], day: date, channel: str) -> Rendered:
    """Returns the digest of several texts, headed by the earliest due date."""
    nearest = min(duties, key=lambda duty: duty["due"], default=None)
    return render_digest(
        texts,
        today=day,
        earliest=nearest["due"] if nearest else None,
        earliest_left=nearest["days_left"] if nearest else None,
        channel=channel,
    )


def _freeze(session: Session, messages: Sequence[_FrozenMessage], day: date, lease: dict[str, Any]) -> list[int]:
    """Insert all messages of a batch and bind their deliveries to them, in one statement. Returns the message ids."""
    if not messages:
        return []
    rows = [
        (m.recipient, m.wave, m.reference, m.text.subject, m.text.text, m.text.html, _fit_to_robot(m)) for m in messages
    ]
    names = ("recipients", "waves", "references", "subjects", "texts", "htmls", "markdowns")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    pairs = [(delivery, message.reference) for message in messages for delivery in message.deliveries]
    deliveries, bound = map(list, zip(*pairs, strict=True))
    return list(run(session, FREEZE, day=day, deliveries=deliveries, bound=bound, **columns, **lease).scalars())


def _fit_to_robot(message: _FrozenMessage) -> str:
    """Returns the markdown, cut to the limit of a robot; empty if the message has none."""
    return fit_markdown(message.text.markdown) if message.text.markdown else ""


def _to_claim(row: Any, domain: str, now: datetime) -> Claim:  # noqa: ANN401 - a result row
    """Returns the claim for a row of CLAIMED."""
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
