"""Addresses with several hosts, the first one dead, and poolers, which are refused in words."""

from __future__ import annotations

import socket
import struct
from contextlib import closing, contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from models.database import EXAMPLE, address, begin, bind, check_server, unbind
from models.outages import POOLED
from models.rules.errors import MubiaoError, Refused
from models.statements import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLAIN = "sslmode=disable&gssencmode=disable"
Startup = bytes
UNKNOWN = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0"


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def first_message(client: socket.socket) -> Startup:
    [size] = struct.unpack("!I", client.recv(4, socket.MSG_WAITALL))
    return client.recv(size - 4, socket.MSG_WAITALL)


def as_it_is(startup: Startup) -> Startup:
    return startup


def without_options(startup: Startup) -> Startup:
    """As a pooler with `ignore_startup_parameters=options`."""
    words = startup[4:].rstrip(b"\0").split(b"\0")
    kept = [each for pair in zip(words[::2], words[1::2], strict=True) if pair[0] != b"options" for each in pair]
    return startup[:4] + b"\0".join(kept) + b"\0\0"


def refused(_startup: Startup) -> Startup:
    """As a pooler without that setting."""
    return b""


@contextmanager
def standing_before(url: str, change: Callable[[Startup], Startup]) -> Iterator[int]:
    """A port of this machine before the server of the tests; each connection's first message is changed."""
    where = make_url(url).query
    place = f"{where['host']}/.s.PGSQL.{where.get('port', '5432')}"

    def serve(client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server:
            if not (startup := change(first_message(client))):
                client.sendall(b"E" + struct.pack("!I", len(UNKNOWN) + 4) + UNKNOWN)
                return
            server.connect(place)
            server.sendall(struct.pack("!I", len(startup) + 4) + startup)
            back = Thread(target=pump, args=(server, client), daemon=True)
            back.start()
            pump(client, server)
            back.join()

    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        Thread(target=accept, args=(listener,), daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            unbind()
            listener.shutdown(socket.SHUT_RDWR)


def dead_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


FORMS = (
    "postgresql://{user}@/{name}?host=127.0.0.1:{dead}&host=127.0.0.1:{live}&target_session_attrs=read-write&{plain}",
    "postgresql://{user}@127.0.0.1:{dead},127.0.0.1:{live}/{name}?target_session_attrs=read-write&{plain}",
    "postgresql://{user}@/{name}?host=127.0.0.1,127.0.0.1&port={dead},{live}&{plain}",
)


@pytest.mark.process
@pytest.mark.parametrize("form", FORMS)
def test_with_a_dead_first_host_the_second_one_is_asked(founded: str, form: str) -> None:
    known = make_url(founded)
    with standing_before(founded, as_it_is) as live:
        words = {"user": known.username, "name": known.database, "plain": PLAIN}
        url = form.format(dead=dead_port(), live=live, **words)
        check_server(url)
        with begin() as session:
            assert run(session, "SELECT name FROM jurisdiction WHERE go_live IS NOT NULL").scalar_one() == "贵州省"
    bind(founded)


@pytest.mark.process
@pytest.mark.parametrize("change", [without_options, refused])
def test_a_pooler_is_refused_in_words(founded: str, change: Callable[[Startup], Startup]) -> None:
    known = make_url(founded)
    with standing_before(founded, change) as port, pytest.raises(MubiaoError) as error:
        check_server(f"postgresql://{known.username}@127.0.0.1:{port}/{known.database}?{PLAIN}")
    assert error.value.message == POOLED
    bind(founded)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgresql://u:p@a:1,b:2/db", "a,b", "1,2"),
        ("postgresql://u@a,b:5433/db?target_session_attrs=read-write", "a,b", "5432,5433"),
        ("postgresql://[::1]:5432,[::2]/db", "::1,::2", "5432,5432"),
        ("postgresql+psycopg://u:a,b@a,b", "a,b", "5432,5432"),
        ("postgres://u@/db?host=a:1&host=b", "a,b", "1,5432"),
    ],
)
def test_several_hosts_stand_as_the_programs_of_the_server_read_them(url: str, host: str, port: str) -> None:
    found = address(url)
    assert (found.query["host"], found.query["port"], found.host) == (host, port, None)
    assert address(found.render_as_string(hide_password=False)) == found


def test_a_comma_in_a_password_is_none_between_hosts() -> None:
    found = address("postgresql://u:a,b@h:5432/db")
    assert (found.password, found.host, dict(found.query)) == ("a,b", "h", {})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@a:x,b/db",
        "postgresql://u@a,,b/db",
        "postgresql://u@/db?host=a:1&host=b:x",
        "postgresql://u@/db?host=a&host=b&port=5432",
        "postgresql://u@c/db?host=a&host=b",
    ],
)
def test_hosts_that_are_none_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        address(url, "MUBIAO_OWNER_URL")
    assert refusal.value.message == f"MUBIAO_OWNER_URL 不是数据库地址，应为{EXAMPLE}。"
