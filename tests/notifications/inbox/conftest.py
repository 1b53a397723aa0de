"""A real IMAP server, and a small one of our own that behaves as some servers do, which no free server shows."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from socket import SHUT_RDWR
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.imap_server import PASSWORD, QUOTED, USER, ImapServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ssl import SSLContext


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


@dataclass(slots=True)
class Stored:
    """A mail in the small server."""

    data: bytes
    received: str = "31-Mar-2026 12:00:00 +0800"
    flags: set[str] = field(default_factory=set)
    size: int = 0  # another than the true one
    broken: bool = False  # the server cannot give its text
    empty: bool = False  # the server answers OK and gives nothing
    unlisted: bool = False  # the server does not describe it
    refused: bool = False  # no question that names it is answered
    breaks: bool = False  # the server hangs up when its text is asked for


class Behaving(ThreadingTCPServer):
    """Serves one mailbox; keeps keywords; its attributes say how it behaves."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: dict[int, Stored] = {}
        self.commands: list[str] = []
        self.needs_id = True
        self.silent_at = ""  # the command that it answers drop by drop
        self.whole = False  # it ignores that a piece is asked for
        self.tls: SSLContext | None = None
        self.at_once = False  # TLS from the first byte

    @property
    def address(self) -> str:
        return f"{USER}:{QUOTED}@127.0.0.1:{self.server_address[1]}"

    def get_request(self) -> tuple[Any, Any]:
        link, address = super().get_request()
        return (self.tls.wrap_socket(link, server_side=True) if self.tls and self.at_once else link), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error."""


class Conversation(StreamRequestHandler):
    """One connection."""

    server: Behaving

    def say(self, *lines: str | bytes) -> None:
        for line in lines:
            self.wfile.write((line if isinstance(line, bytes) else line.encode()) + b"\r\n")
        self.wfile.flush()

    def handle(self) -> None:
        self.introduced = False
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            self.server.commands.append(command)
            name = command.replace("UID ", "").split()[0].upper()
            if name == self.server.silent_at:
                while True:
                    self.wfile.write(b"* ")
                    self.wfile.flush()
            getattr(self, f"do_{name.lower()}", self.do_other)(tag, command)

    def do_other(self, tag: str, _: str) -> None:
        self.say(f"{tag} BAD unknown")

    def do_capability(self, tag: str, _: str) -> None:
        self.say(f"* CAPABILITY IMAP4rev1 ID{' STARTTLS' if self.server.tls else ''}", f"{tag} OK done")

    def do_starttls(self, tag: str, _: str) -> None:
        self.say(f"{tag} OK begin")
        assert self.server.tls
        self.rfile.close()
        link = self.server.tls.wrap_socket(self.request, server_side=True, do_handshake_on_connect=False)
        self.connection, self.rfile, self.wfile = link, link.makefile("rb"), link.makefile("wb")
        link.do_handshake()

    def finish(self) -> None:
        """Close what TLS left open too."""
        for each in (self.wfile, self.rfile, self.connection):
            with suppress(OSError, ValueError):
                each.close()

    def do_login(self, tag: str, command: str) -> None:
        right = command == f'LOGIN "{USER}" "{PASSWORD}"'
        self.say(f"{tag} OK welcome" if right else f"{tag} NO LOGIN Login error or password error {PASSWORD}")

    def do_id(self, tag: str, _: str) -> None:
        self.introduced = True
        self.say('* ID ("name" "loopback")', f"{tag} OK done")

    def do_select(self, tag: str, _: str) -> None:
        if self.server.needs_id and not self.introduced:
            self.say(f"{tag} NO SELECT Unsafe Login. Please contact kefu@188.com for help")
            return
        self.say(
            f"* {len(self.server.mails)} EXISTS", r"* OK [PERMANENTFLAGS (\Seen \Flagged \*)] kept", f"{tag} OK done"
        )

    def do_search(self, tag: str, command: str) -> None:
        flag = command.rsplit(maxsplit=1)[-1]
        found = [uid for uid, mail in self.server.mails.items() if flag not in mail.flags]
        self.say(f"* SEARCH {' '.join(map(str, found))}".strip(), f"{tag} OK done")

    def do_fetch(self, tag: str, command: str) -> None:
        uids = [int(uid) for uid in command.split()[2].split(",")]
        known = [(uid, self.server.mails[uid]) for uid in uids if uid in self.server.mails]
        is_listing = "RFC822.SIZE" in command
        if not is_listing and any(mail.breaks for _, mail in known):
            self.connection.shutdown(SHUT_RDWR)
            return
        if any(mail.refused or (mail.broken and not is_listing) for _, mail in known):
            self.say(f"{tag} NO [SERVERBUG] Internal error occurred")
            return
        given = [(uid, mail) for uid, mail in known if not (mail.unlisted if is_listing else mail.empty)]
        for uid, mail in given:
            self.say(*(self.listed(uid, mail) if is_listing else self.body(uid, mail, command)))
        self.say(f"{tag} OK done")

    def listed(self, uid: int, mail: Stored) -> tuple[bytes, ...]:
        """The header comes first here, and the rest after it."""
        head = (
            b"".join(line + b"\r\n" for line in mail.data.split(b"\r\n") if line.startswith(b"Message-ID:")) + b"\r\n"
        )
        start = f"* {uid} FETCH (BODY[HEADER.FIELDS (MESSAGE-ID)] {{{len(head)}}}".encode()
        rest = f' UID {uid} RFC822.SIZE {mail.size or len(mail.data)} INTERNALDATE "{mail.received}")'
        return start, head + rest.encode()

    def body(self, uid: int, mail: Stored, command: str) -> tuple[bytes, ...]:
        part = None if self.server.whole else re.search(r"<(\d+)\.(\d+)>", command)
        data = mail.data[int(part[1]) : int(part[1]) + int(part[2])] if part else mail.data
        return f"* {uid} FETCH (UID {uid} BODY[] {{{len(data)}}}".encode(), data + b")"

    def do_store(self, tag: str, command: str) -> None:
        _, _, uid, _, flag = command.split()
        self.server.mails[int(uid)].flags.add(flag.strip("()"))
        self.say(f"{tag} OK done")

    def do_logout(self, tag: str, _: str) -> None:
        self.say("* BYE", f"{tag} OK done")


@pytest.fixture
def small() -> Iterator[Behaving]:
    with Behaving() as running:
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 3, 31, 4, tzinfo=UTC)
