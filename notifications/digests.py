"""The text of each message: everything due to one recipient in one digest, with its files and a telephone number."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from jinja2 import TemplateError
from sqlmodel import Session

from models.ledger.answer.telephone import contact_of
from models.ledger.duty.agency_day import KIND as AGENCY_DAY
from models.ledger.jurisdiction import IS_REHEARSAL, home
from models.ledger.seals import by_run, sealing
from models.rules.chain import shortened
from models.rules.duties import Audience
from models.statements import run
from notifications.agency_duties import (
    ALONE,
    TOGETHER,
    Fact,
    draft_of_day,
    draft_of_duties,
    list_duties,
    reminders_of_agency,
)
from notifications.attachments import drafts_of
from notifications.drafts import Draft, Files
from notifications.facts import contexts_of
from notifications.mention import owing_members, with_mentions
from notifications.printers import Rendered, with_head, with_note
from notifications.rehearsal import mark_message
from notifications.render import render, render_digest

log = logging.getLogger("mubiao.notifications")
PENDING = """
SELECT id FROM delivery WHERE recipient_id = ANY(:recipients) AND message_id IS NULL AND cancelled IS NULL ORDER BY id
"""
RECIPIENTS = """
SELECT r.id, r.channel, r.address, coalesce(max(m.wave), 0) AS wave
FROM recipient r LEFT JOIN message m ON m.recipient_id = r.id AND m.business_date = :day
WHERE r.id = ANY(:recipients) GROUP BY r.id ORDER BY r.id
"""
HEAD = f"SELECT height, hash, {IS_REHEARSAL} AS rehearsal FROM chain_head"  # noqa: S608 - constants only
PATHS: Mapping[tuple[str, str], str] = {("result", Audience.HEAD): "/head", (AGENCY_DAY, Audience.AGENCY): "/day"}
CANCEL_UNRENDERABLE = "UPDATE delivery SET cancelled = '通知内容无法生成，请报告管理员' WHERE id = ANY(:deliveries)"


@dataclass(frozen=True, slots=True)
class FrozenMessage:
    """One message to a recipient: its text, its deliveries, and its files by name."""

    recipient: int
    wave: int
    reference: str
    text: Rendered
    deliveries: list[int]
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the messages of one claim share: the files, the person to phone, the head of the ledger, the mark."""

    files: Files
    contact: str
    head: str
    rehearsal: bool


def render_messages(
    session: Session, recipients: list[int], day: date, now: datetime, files: Files
) -> Iterator[FrozenMessage]:
    """Yield one message per recipient, rendered from all of its pending deliveries.

    A delivery whose notice cannot be rendered is cancelled.
    """
    deliveries = run(session, PENDING, recipients=recipients).scalars().all()
    recipient_rows = {row.id: row for row in run(session, RECIPIENTS, recipients=recipients, day=day)}
    facts = contexts_of(session, deliveries, day, now)
    rendered = {
        row.delivery_id: _with_address(
            _render_or_none(row.notice_kind, context, recipient_rows[row.recipient_id].channel),
            row,
            context,
            files.page,
        )
        for row, context in facts
    }
    if failed := [delivery for delivery, text in rendered.items() if text is None]:
        run(session, sealing(CANCEL_UNRENDERABLE), deliveries=failed, **by_run(session, now))
    renderable = [fact for fact in facts if rendered[fact[0].delivery_id]]
    members = owing_members(session, [row.delivery_id for row, _ in renderable], day)
    drafts, frame = drafts_of(session, recipients, day, files), _frame_of(session, files, day)
    for recipient, group in groupby(renderable, key=lambda fact: fact[0].recipient_id):
        of_recipient, to = list(group), recipient_rows[recipient]
        listed = reminders_of_agency(of_recipient)
        texts = _with_list(rendered, listed, to.channel, day, others_told=len(of_recipient) - len(listed))
        message = _build_message(to, of_recipient, texts, day)
        message = replace(message, text=with_mentions(message.text, members.get(recipient, ())))
        to_agency = any(row.audience == Audience.AGENCY for row, _ in of_recipient)
        chosen = [*drafts.get(recipient, ()), *_of_agency(of_recipient, listed, day)]
        yield _complete(message, chosen, frame, to_agency=to_agency, by_mail=to.channel == "mail")


def _of_agency(facts: Sequence[Fact], listed: Sequence[Fact], day: date) -> list[Draft]:
    """Returns the sheets of what a mail to the agency lists only in part."""
    days = (context["payload"]["sections"] for row, context in facts if row.notice_kind == AGENCY_DAY)
    own = [draft_of_duties(listed, day)] if listed else []
    return [draft for sections in days for draft in draft_of_day(sections, day)] + own


def _with_list(
    rendered: Mapping[int, Rendered | None], listed: Sequence[Fact], channel: str, day: date, *, others_told: int
) -> Mapping[int, Rendered | None]:
    """Returns the texts with one list in the place of the first reminder to the agency, and none for the others.

    The list is short if `others_told` are in the same message.
    """
    if not listed:
        return rendered
    most = TOGETHER if others_told else ALONE
    first, *others = (row.delivery_id for row, _ in listed)
    return {**rendered, first: list_duties(listed, day, by_mail=channel == "mail", most=most), **dict.fromkeys(others)}


def _frame_of(session: Session, files: Files, day: date) -> _Frame:
    head = run(session, HEAD).one()
    contact = contact_of(session, home(session), day)
    return _Frame(files, contact, f"{head.height}:{shortened(head.hash)}", head.rehearsal)


def _complete(
    message: FrozenMessage, drafts: Sequence[Draft], frame: _Frame, *, to_agency: bool, by_mail: bool
) -> FrozenMessage:
    """Returns the message with its files, if it is a mail, and with what is added to its text.

    The last line of one to the agency is the head of the ledger; one of a rehearsal has its mark.
    """
    chosen = frame.files.fitting(drafts) if by_mail else []
    text = message.text
    said = _mail_notes(chosen, frame.contact) if by_mail else [draft.elsewhere for draft in drafts]
    for note in dict.fromkeys(filter(None, said)):
        text = with_note(text, note)
    if frame.files.page and not by_mail and len(message.deliveries) > 1:  # a digest has no texts of its items
        text = with_note(text, f"网页：{frame.files.page}")
    text = with_head(text, frame.head) if to_agency else text
    files = {draft.name: content for draft, content in chosen}
    return replace(message, text=mark_message(text) if frame.rehearsal else text, files=files)


def _mail_notes(chosen: Sequence[tuple[Draft, bytes]], contact: str) -> list[str]:
    """Returns what a mail says of its files, and who can be phoned."""
    phone = [f"如有疑问，请联系目标绩效管理机构{contact}。"] if contact else []
    return [draft.said for draft, _ in chosen] + phone


def _build_message(to: Any, facts: Sequence[Any], rendered: Mapping[int, Rendered | None], day: date) -> FrozenMessage:  # noqa: ANN401
    """Returns one message with everything due to one recipient; `to` is a row of RECIPIENTS."""
    ids = [row.delivery_id for row, _ in facts]
    texts = [text for delivery in ids if (text := rendered[delivery])]
    duties = [context["duty"] for _, context in facts if context["duty"] and context["duty"]["open"]]
    if any(row.notice_kind == AGENCY_DAY for row, _ in facts):
        duties = []  # an item of the list may be due earlier
    key = f"{to.channel}|{to.address}|{day}|{to.wave + 1}"
    reference = sha256(key.encode()).hexdigest()[:32]
    return FrozenMessage(to.id, to.wave + 1, reference, _render_digest(texts, duties, day, to.channel), ids, {})


def _with_address(text: Rendered | None, row: Any, context: Mapping[str, Any], page: str) -> Rendered | None:  # noqa: ANN401
    """Returns a text with the plain address of its item at the page; it signs no one in (3-7.1)."""
    duty = context["duty"] if row.audience in (Audience.OFFICE, Audience.LIAISON) else None
    path = f"/duty/{duty['number']}" if duty and duty["open"] else PATHS.get((row.notice_kind, row.audience), "")
    return with_note(text, f"网页：{page}{path}") if text and page and path else text


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
