"""The bytes of a mail become a ReceivedMail, its attachments files in a folder. Run in a process with limits."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from models.intake.mail import headers
from models.intake.mail.attachments import Attachments, sentences
from models.intake.mail.body import own_text
from models.intake.mail.bounces import read_bounces
from models.intake.mail.structure import Part, first, leaves, parse, parse_headers
from models.intake.received_mail import ReceivedMail
from models.rules.errors import Refused


def read_mail(data: bytes, received_at: datetime, folder: Path) -> ReceivedMail:
    """Return a mail taken apart; its attachments are written into a folder, which must be empty.

    A mail with too many parts has a fault. Raises OSError if the folder cannot be written; an exception of the library
    at a broken mail is possible, so other code calls `models.intake.mail.reader`.
    """
    mail = parse(data)
    known = _envelope(mail, ReceivedMail(sha256(data).hexdigest(), len(data), received_at))
    if not data.strip():
        return replace(known, fault="这封信没有内容，没有收取，请重新发来。")
    try:
        parts = leaves(mail)
    except Refused as refusal:
        return replace(known, fault=refusal.message)
    found = Attachments(folder)
    found.add_all(parts)
    return replace(
        known,
        text="" if headers.is_report(mail) else own_text(parts),
        files=tuple(found.files),
        missing=tuple(sentences(found.missing)),
        pictures=found.pictures,
        bounces=read_bounces(mail, parts),
    )


def read_headers(data: bytes, known: ReceivedMail) -> ReceivedMail:
    """Return what the headers of a mail tell; size, digest and fault are those that are known."""
    return _envelope(parse_headers(data), known)


def _envelope(mail: Part, known: ReceivedMail) -> ReceivedMail:
    host, verdicts = headers.read_verdicts(first(mail, "Authentication-Results"))
    return replace(
        known,
        message_id=headers.read_message_id(mail),
        sender=headers.read_sender(mail),
        subject=headers.read_subject(mail),
        answered=headers.read_answered(mail),
        return_path=headers.read_return_path(mail),
        verdicts_by=host,
        verdicts=verdicts,
        automatic=headers.is_automatic(mail),
        quiet=headers.is_quiet(mail),
    )
