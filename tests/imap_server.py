"""A real IMAP server (pymap) on the loopback for tests, with one account and an empty mailbox in memory."""

from __future__ import annotations

import asyncio
import imaplib
from argparse import ArgumentParser
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Self

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer, IMAPService
from pysasl.hashing import BuiltinHash

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, PASSWORD = "answers", "s3cret:p@ss"
QUOTED = "s3cret%3Ap%40ss"
WITHOUT_TLS = ["--host", "127.0.0.1", "--port", "0", "--no-tls"]
ACCOUNT = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
FEW = BuiltinHash(rounds=1)  # a login of the usual rounds takes 0.2 CPU seconds, which prove nothing of ours


class ImapServer:
    """Serves from its own thread until the block ends; the port is free at the start and known before the first use."""

    def __init__(self, *options: str) -> None:
        self._options = options or tuple(WITHOUT_TLS)
        self._ready = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._writers: list[asyncio.StreamWriter] = []
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60), "the server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the server; nothing answers on its port any more."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(60)

    def hang_up(self) -> None:
        """Cut the connections of all clients, as a server that is started again."""
        done = Event()
        self._loop.call_soon_threadsafe(self._cut, done)
        assert done.wait(60)

    def _cut(self, done: Event) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        done.set()

    @property
    def url(self) -> str:
        return f"imap://{USER}:{QUOTED}@127.0.0.1:{self.port}/INBOX"

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        parser = ArgumentParser()
        parser.set_defaults(debug=False, passlib_cfg=None)
        backends = parser.add_subparsers(dest="backend")
        DictBackend.add_subparser("dict", backends)
        IMAPService.add_arguments(parser)
        backend, config = await DictBackend.init(parser.parse_args([*self._options, *ACCOUNT]), hash_context=FEW)
        config.apply_context()
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        reader = ProxyProtocolReader(config.proxy_protocol)
        serve = reader.get_callback(IMAPServer(backend.login, config))

        async def answer(incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
            self._writers.append(outgoing)
            await serve(incoming, outgoing)

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._end.wait()

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """A connection of another mail program."""
        with imaplib.IMAP4("127.0.0.1", self.port) as opened:
            opened.login(USER, PASSWORD)
            opened.select()
            yield opened

    def deliver(
        self, data: bytes, received_at: datetime = datetime(2026, 3, 31, 4, tzinfo=UTC), flags: str = ""
    ) -> None:
        """Put a mail into the mailbox, as the mail server does."""
        with self.client() as client:
            assert client.append("INBOX", flags, received_at, data)[0] == "OK"

    def flags(self) -> list[set[str]]:
        """The flags of every mail in the mailbox."""
        with self.client() as client:
            found: Any = client.uid("FETCH", "1:*", "(FLAGS)")[1]
        return [{flag.decode() for flag in imaplib.ParseFlags(each)} for each in found if each]
