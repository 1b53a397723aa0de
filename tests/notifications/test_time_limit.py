"""Servers that answer slowly, byte by byte, or once too often."""

from __future__ import annotations

import socket
from contextlib import closing, contextmanager, suppress
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from notifications.channels import Letter, Outcome
from notifications.services import open_channel
from notifications.time_limit import time_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LETTER = Letter("a@example.org", "主题", "内容", markdown="内容", message_id="<1@example.org>")
KEY = "jiqiren-key-9f31c2d7"
LIMIT = 0.3  # seconds for one answer


@contextmanager
def serving(converse: Callable[[socket.socket, Event], None]) -> Iterator[int]:
    """The port of a server that holds this conversation with each client, one after another."""
    ended = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            while not ended.is_set():
                with suppress(OSError):
                    client, _ = listener.accept()
                    with client:
                        converse(client, ended)

        thread = Thread(target=run, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        ended.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def drip(client: socket.socket, ended: Event) -> None:
    """Send a byte of an endless answer now and then, each well within the timeout of a socket."""
    with suppress(OSError):
        while not ended.wait(LIMIT / 6):
            client.sendall(b"2")


def mail_that_drips(client: socket.socket, ended: Event) -> None:
    client.sendall(b"220 here\r\n")
    for command in client.makefile("rb"):
        if command.upper().startswith(b"MAIL"):
            drip(client, ended)
            return
        client.sendall(b"250 OK\r\n")


def robot_that_drips(client: socket.socket, ended: Event) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    drip(client, ended)


def mail_that_answers_twice(client: socket.socket, _ended: Event) -> None:
    """It confirms the end of the first letter twice: from then on each answer belongs to the command before."""
    lines = client.makefile("rb")
    client.sendall(b"220 here\r\n")
    for command in lines:
        if command.upper().startswith(b"DATA"):
            client.sendall(b"354 go on\r\n")
            for line in lines:
                if line == b".\r\n":
                    break
            client.sendall(b"250 OK\r\n250 OK\r\n")
        elif command.upper().startswith(b"QUIT"):
            return
        else:
            client.sendall(b"250 OK\r\n")


def test_an_answer_that_drips_has_one_limit() -> None:
    with serving(mail_that_drips) as port:
        with closing(open_channel(f"mbmail://127.0.0.1:{port}/?mode=insecure&from=b@example.org&cto={LIMIT}")) as mail:
            began = monotonic()
            result = mail.send(LETTER)
        assert monotonic() - began < 10 * LIMIT
    assert (result.outcome, result.code) == (Outcome.UNREACHABLE, "timeout")


def test_a_robot_that_drips_has_one_limit() -> None:
    with serving(robot_that_drips) as port:
        with closing(open_channel(f"mbwecom://127.0.0.1:{port}/?cto={LIMIT}")) as robot:
            began = monotonic()
            result = robot.send(Letter(KEY, "", "", markdown="内容"))
        assert monotonic() - began < 10 * LIMIT
    assert (result.outcome, result.code, result.doubtful) == (Outcome.RETRY, "timeout", True)


def test_only_354_and_then_an_acceptance_is_a_delivery() -> None:
    with serving(mail_that_answers_twice) as port:
        url = f"mbmail://127.0.0.1:{port}/?mode=insecure&from=b@example.org&cto=5"
        with closing(open_channel(url)) as mail:
            assert mail.send(LETTER).outcome is Outcome.SENT
            second = mail.send(LETTER)
            assert (second.outcome, second.code, second.doubtful) == (Outcome.RETRY, "garbled", False)
            assert mail.send(LETTER).outcome is Outcome.SENT


def test_what_is_done_in_time_is_left_alone() -> None:
    with time_limit(60, lambda: None):
        pass
    with pytest.raises(ValueError, match="other"), time_limit(60, lambda: None):
        raise ValueError("other")
