"""A mailbox on an IMAP server, read with imap-tools: searched, asked for sizes, read, and flagged."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from socket import socket
from typing import Any, Self

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFetchError, MailboxFlagError, MailboxUidsError
from imap_tools.utils import check_command_status

from models.intake.mail.headers import read_message_id
from models.intake.mail.structure import parse_headers
from models.rules.errors import Unavailable
from notifications.inbox.connection import BROKEN, Server, connect, shut
from notifications.inbox.waiting import LARGEST, UNLISTED, Fetched, Unreadable, Waiting, digest_of, fault_of
from notifications.time_limit import time_limit

KEYWORD, FLAGGED = "$Mubiao", "\\Flagged"
LISTED = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
AT_ONCE, PIECE, SLOWEST = 100, 1_000_000, 50_000  # mails of one question; bytes of a piece; bytes a second


class ImapInbox:
    """A folder of an IMAP account. A taken mail has the keyword $Mubiao.

    Where the server keeps no keywords it has the flag \\Flagged, the star of mail programs: \\Seen is set by everyone
    who opens a mail on a phone, and would hide an answer that was not taken.
    """

    def __init__(self, server: Server, disk: Path) -> None:
        self._server, self._disk = server, disk
        self._mailbox: BaseMailBox | None = None
        self._mark = KEYWORD

    def __enter__(self) -> Self:
        self._mailbox = connect(self._server)
        kept = self._mailbox.client.response("PERMANENTFLAGS")[1][-1] or b""
        words = kept.upper().strip(b"()").split() if isinstance(kept, bytes) else []
        self._mark = KEYWORD if {b"\\*", KEYWORD.upper().encode()} & {*words} else FLAGGED
        return self

    def __exit__(self, *_: object) -> None:
        mailbox, self._mailbox = self._mailbox, None
        if mailbox is None:
            return
        with suppress(*BROKEN):  # nothing is lost if the server does not say goodbye
            with time_limit(self._server.seconds, lambda: mailbox.client.sock):
                mailbox.client.logout()
            return
        shut(mailbox.client)

    def waiting(self) -> Iterator[Waiting]:
        """Yield the mails without the flag, in the order of their UID, which is that of their arrival."""
        criteria = f"UNKEYWORD {KEYWORD}" if self._mark == KEYWORD else "UNFLAGGED"
        found: list[bytes | None] = self._ask(MailboxUidsError, "SEARCH", criteria)
        uids = sorted(int(uid) for each in found for uid in (each or b"").split())
        for begin in range(0, len(uids), AT_ONCE):
            yield from self._list([str(uid) for uid in uids[begin : begin + AT_ONCE]])

    def _list(self, uids: Sequence[str]) -> list[Waiting]:
        """Return these mails. If the server refuses some of them together, each is asked for alone."""
        try:
            reply = self._ask(MailboxFetchError, "FETCH", ",".join(uids), LISTED)
        except Unreadable:
            if len(uids) > 1:
                return [mail for uid in uids for mail in self._list([uid])]
            reply = []
        listed = {mail.key: mail for mail in parse_listing(reply)}
        return [listed.get(uid) or Waiting(uid, 0, UNLISTED) for uid in uids]

    def fetch(self, mail: Waiting) -> Fetched | None:
        """Return the bytes of a mail; of one that is too large the headers, read in pieces for the digest."""
        if mail.received_at == UNLISTED:
            return None
        if fault := fault_of(mail.size, self._disk):
            head, digest = digest_of(self._pieces(mail))
            return Fetched(head, digest, fault) if head else None
        limit = self._server.seconds + mail.size / SLOWEST
        data = body_of(self._ask(MailboxFetchError, "FETCH", mail.key, "(BODY.PEEK[])", seconds=limit))
        if data is None:
            return None
        if len(data) > LARGEST:  # the server told a smaller size
            return Fetched(*digest_of([data]), fault_of(len(data), self._disk))
        return Fetched(data, sha256(data).hexdigest())

    def flag(self, mail: Waiting) -> None:
        """Set the flag. The method of the library would also expunge what others have deleted."""
        self._ask(MailboxFlagError, "STORE", mail.key, "+FLAGS.SILENT", f"({self._mark})")

    def _pieces(self, mail: Waiting) -> Iterator[bytes]:
        """Yield a mail in pieces, each with a limit in time."""
        place = 0
        while True:
            part = f"(BODY.PEEK[]<{place}.{PIECE}>)"
            piece = body_of(self._ask(MailboxFetchError, "FETCH", mail.key, part, seconds=self._server.seconds * 3))
            if not piece:
                return
            yield piece
            place += len(piece)
            if len(piece) != PIECE:  # the end, or a server that sends the whole mail
                return

    def _ask(self, failure: type[Any], *command: str, seconds: float | None = None) -> Any:  # noqa: ANN401 - of imaplib
        """Return the data of an answer. Raises Unavailable if the server fails or is too slow."""
        if self._mailbox is None:
            raise Unavailable("收件箱没有打开。")
        with self._server.answers(self._link, seconds):
            answer = self._mailbox.client.uid(*command)
            check_command_status(answer, failure)
        return answer[1]

    def _link(self) -> socket | None:
        return self._mailbox.client.sock if self._mailbox else None


Reply = Sequence[bytes | tuple[bytes, bytes] | None]
UID, SIZE = re.compile(rb"\bUID (\d+)"), re.compile(rb"\bRFC822\.SIZE (\d+)")
RECEIVED = re.compile(rb'\bINTERNALDATE "\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4})"')
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
START = re.compile(rb"\d+ \(")


def parse_listing(reply: Reply) -> Iterator[Waiting]:
    """Yield the mails of a FETCH of UID, RFC822.SIZE, INTERNALDATE and the header Message-ID.

    One of which the server left out one of the first three is passed over.
    """
    for known, header in _messages(reply):
        uid, size, received = UID.search(known), SIZE.search(known), RECEIVED.search(known)
        if uid and size and received:
            with suppress(ValueError):  # a day that does not exist
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
