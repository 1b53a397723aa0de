"""A mail server on this machine: every accepted mail is stored as an .eml file.

`python -m deployments.loopback.mail PORT FOLDER` runs it as a process of its own until it is stopped.
"""

import asyncio
import re
import signal
import sys
from collections import defaultdict, deque
from collections.abc import Awaitable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from socket import AF_INET, IPPROTO_TCP, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from ssl import SSLContext
from typing import Any, Self
from weakref import WeakSet

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOOPBACK = "127.0.0.1"
OK = "250 OK"
HANG = "hang"
DROP = "drop"


def address_of(port: int) -> str:
    """Returns the Apprise URL of a mail server of this machine, without encryption."""
    return f"mbmail://{LOOPBACK}:{port}/?mode=insecure&from=mubiao@example.org"


@dataclass(frozen=True, slots=True)
class AcceptedMail:
    """One accepted mail: its sequence number, its envelope, the client's port and its file."""

    sequence: int
    sender: str
    recipient: str
    connection: int
    path: Path

    @property
    def message(self) -> EmailMessage:
        """The parsed mail."""
        return message_from_bytes(self.path.read_bytes(), policy=default)


class MailServer:
    """Accepts every mail unless scripted otherwise; `login` requires a name and password, the contexts offer TLS."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        login: tuple[str, str] | None = None,
        starttls: SSLContext | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        self.folder = folder
        self.received: list[AcceptedMail] = []
        self._login = login
        self._script: defaultdict[tuple[str, str], deque[str]] = defaultdict(deque)
        options = {"authenticator": self._authenticate, "auth_require_tls": False} if login else {}
        self._listener = _Listener(self, port, ssl_context=tls, tls_context=starttls, **options)
        self.port: int = self._listener.port

    @property
    def url(self) -> str:
        """The Apprise URL of this server, without encryption."""
        return address_of(self.port)

    def answer(self, *replies: str, to: str = "", stage: str = "DATA") -> None:
        """Queue answers for a recipient, or for any client if `to` is empty; after them every mail is accepted.

        An answer is an SMTP answer such as "451 4.3.0 try later", OK, HANG (no answer) or DROP, which cuts the
        connection; at the DATA stage DROP accepts the mail first. At the MAIL stage `to` is the sender.
        """
        self._script[stage, to].extend(replies)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.loop.call_soon_threadsafe(self._listener.hang_up)
        self._listener.stop()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept the sender, or send the scripted answer."""
        if self._login and not session.authenticated:  # aiosmtpd's own check warns of a login without TLS
            return "530 5.7.0 Authentication required"
        reply = await self._reply("MAIL", address, server)
        if reply == OK:
            envelope.mail_from = address
        return reply

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept a recipient, or send the scripted answer."""
        reply = await self._reply("RCPT", address, server)
        if reply == OK:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Store the mail, or send the scripted answer."""
        recipient = envelope.rcpt_tos[0]
        reply = self._next_reply("DATA", recipient)
        if reply in {OK, DROP}:
            self._store(session, envelope, recipient)
        return await self._act_out(reply, server)

    def _store(self, session: Session, envelope: Envelope, recipient: str) -> None:
        sequence = len(self.received) + 1
        path = self.folder / f"{sequence:04d}-{re.sub(r'[^A-Za-z0-9@._-]', '_', recipient)}.eml"
        path.write_bytes(envelope.original_content or b"")
        port = int(session.peer[1]) if session.peer else 0
        self.received.append(AcceptedMail(sequence, envelope.mail_from or "", recipient, port, path))

    async def _reply(self, stage: str, address: str, server: SMTP) -> str:
        return await self._act_out(self._next_reply(stage, address), server)

    def _next_reply(self, stage: str, address: str) -> str:
        queue = self._script[stage, address] or self._script[stage, ""]
        return queue.popleft() if queue else OK

    async def _act_out(self, reply: str, server: SMTP) -> str:
        if reply == DROP:
            _abort(server)
        if reply in {DROP, HANG}:
            await asyncio.Event().wait()  # until the connection is closed
        return reply

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, credentials: object
    ) -> AuthResult:
        known = (
            isinstance(credentials, LoginPassword)
            and (credentials.login.decode(), credentials.password.decode()) == self._login
        )
        return AuthResult(success=known, handled=False)


def _abort(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


class _Listener(Controller):
    """Binds its port before the thread starts, so that no other program can take it in between."""

    def __init__(self, handler: MailServer, port: int, **options: Any) -> None:  # noqa: ANN401 - passed on
        # With the protocol named, asyncio switches off Nagle's algorithm: an answer of several lines waits for nothing.
        self._socket = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)
        self._socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self._socket.bind((LOOPBACK, port))
        self._socket.listen()
        self._open: WeakSet[SMTP] = WeakSet()
        super().__init__(
            handler, LOOPBACK, self._socket.getsockname()[1], server_hostname="loopback.invalid", **options
        )

    def factory(self) -> SMTP:
        """Returns a new SMTP session and registers it, so that it ends with the server."""
        server = SMTP(self.handler, **self.SMTP_kwargs)
        self._open.add(server)
        return server

    def hang_up(self) -> None:
        """Abort all open sessions."""
        for server in self._open:
            _abort(server)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket, ssl=self.ssl_context)


if __name__ == "__main__":
    with MailServer(Path(sys.argv[2]), port=int(sys.argv[1])):
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
