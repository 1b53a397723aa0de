"""Answers of an IMAP server to FETCH, as imaplib gives them: bytes, and pairs of bytes for what has a length."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from models.intake.mail.headers import read_message_id
from models.intake.mail.structure import parse_headers
from notifications.inbox.waiting import Waiting

Reply = Sequence[bytes | tuple[bytes, bytes] | None]
UID, SIZE = re.compile(rb"\bUID (\d+)"), re.compile(rb"\bRFC822\.SIZE (\d+)")
RECEIVED = re.compile(rb'\bINTERNALDATE "\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4})"')
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
START = re.compile(rb"\d+ \(")


def parse_listing(reply: Reply) -> Iterator[Waiting]:
    """Yield the mails of a FETCH of UID, RFC822.SIZE, INTERNALDATE and the header Message-ID.

    Raises ValueError if the server left one of the first three out.
    """
    for known, header in _messages(reply):
        uid, size, received = UID.search(known), SIZE.search(known), RECEIVED.search(known)
        if uid and not size and not received and b"FLAGS" in known:
            continue  # the server tells of a flag that somebody set meanwhile
        if not (uid and size and received):
            raise ValueError("no UID, size or INTERNALDATE")
        yield Waiting(uid[1].decode(), int(size[1]), _instant(received), read_message_id(parse_headers(header)))


def _messages(reply: Reply) -> Iterator[tuple[bytes, bytes]]:
    """Yield for each mail what stands outside of its literal, and the literal."""
    known = header = b""
    for item in reply:
        text, literal = item if isinstance(item, tuple) else (item or b"", b"")
        if START.match(text) and known:
            yield known, header
            known = header = b""
        known, header = known + b" " * bool(known) + text, header + literal
    if known:
        yield known, header


def _instant(found: re.Match[bytes]) -> datetime:
    day, month, year, time, zone = (part.decode() for part in found.groups())
    number = MONTHS.index(month.upper()) + 1
    return datetime.strptime(f"{year}-{number:02}-{int(day):02} {time} {zone}", "%Y-%m-%d %H:%M:%S %z")


def body_of(reply: Reply) -> bytes | None:
    """Return the literal of a FETCH of one body; None if the mail is gone."""
    found = [item[1] for item in reply if isinstance(item, tuple)]
    return found[0] if found else None
