"""Servers that answer slowly, byte by byte, or once too often."""

from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from threading import Event, Thread
from threading import enumerate as enumerate_threads
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from notifications.channels import Letter, Outcome
from notifications.services import open_channel
from notifications.time_limit import TimedAnswer, time_limit

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
    assert (result.outcome, result.code, result.may_repeat) == (Outcome.RETRY, "timeout", True)


def test_only_354_and_then_an_acceptance_is_a_delivery() -> None:
    with serving(mail_that_answers_twice) as port:
        url = f"mbmail://127.0.0.1:{port}/?mode=insecure&from=b@example.org&cto=5"
        with closing(open_channel(url)) as mail:
            assert mail.send(LETTER).outcome is Outcome.SENT
            second = mail.send(LETTER)
            assert (second.outcome, second.code, second.may_repeat) == (Outcome.RETRY, "garbled", False)
            assert mail.send(LETTER).outcome is Outcome.SENT


def test_what_is_done_in_time_is_left_alone() -> None:
    with time_limit(60, lambda: None):
        pass
    with pytest.raises(ValueError, match="other"), time_limit(60, lambda: None):
        raise ValueError("other")


@contextmanager
def connection() -> Iterator[socket.socket]:
    """One end of a connection on which nothing is ever sent."""
    near, far = socket.socketpair()
    with near, far:
        yield near


def test_each_of_several_answers_at_once_has_its_own_limit() -> None:
    with connection() as late, connection() as later, connection() as long:

        def read(link: socket.socket, seconds: float) -> float:
            began = monotonic()
            with pytest.raises(TimeoutError), time_limit(seconds, lambda: link):
                assert link.recv(1) == b""
            return monotonic() - began

        with time_limit(60, lambda: long), ThreadPoolExecutor() as pool:
            slow, quick = pool.submit(read, later, 2 * LIMIT), pool.submit(read, late, LIMIT)
            assert LIMIT <= quick.result() < 2 * LIMIT <= slow.result()
            long.sendall(b"still open")


@pytest.mark.process
def test_answers_have_one_thread_that_watches_them_and_a_forked_process_one_of_its_own() -> None:
    with time_limit(60, lambda: None), time_limit(30, lambda: None):
        assert [thread.name for thread in enumerate_threads()].count("time-limit") == 1
    if not (child := os.fork()):
        status = 1
        with connection() as link, suppress(BaseException):
            try:
                with time_limit(LIMIT, lambda: link):
                    link.recv(1)
            except TimeoutError:
                status = 7
        os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_a_connection_whose_answer_is_there_is_not_cut_any_more() -> None:
    with connection() as link:
        answer = TimedAnswer(monotonic(), lambda: link)
        answer.end()
        answer.cut()
        assert link.send(b"still open") > 0
        assert not answer.late
