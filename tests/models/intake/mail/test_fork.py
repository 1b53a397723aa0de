"""A fork with limits: work that is too much ends it alone, with a code that says why; other work goes on in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from select import select
from typing import TYPE_CHECKING

import pytest

from models.intake.mail import fork
from models.intake.mail.fork import DAMAGED, DISK_FULL, DONE, NO_MEMORY, Fork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.process


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit leaves as much above the process of the tests, which is large, as above the real one."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    monkeypatch.setattr(fork, "MEMORY", fork.MEMORY + pages * os.sysconf("SC_PAGE_SIZE"))


def run_limited(work: Callable[[], bytes]) -> tuple[int, bytes]:
    """The exit code and the answer of work in a new fork."""
    used = Fork(lambda _head, _data: work())
    try:
        return used.ask(b"head", b"data")
    finally:
        used.end()


def too_large() -> bytes:
    return bytes(2_000_000_000)


def full() -> bytes:
    raise OSError(28, "No space left on device")


def broken() -> bytes:
    raise LookupError


def deep() -> bytes:
    return deep()


def gone() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda: b"done", DONE),
        (too_large, NO_MEMORY),
        (full, DISK_FULL),
        (broken, DAMAGED),
        (deep, DAMAGED),
        (gone, -signal.SIGKILL),
    ],
)
def test_work_ends_with_a_code_and_never_in_this_process(work: Callable[[], bytes], code: int) -> None:
    assert run_limited(work) == (code, b"done" if code == DONE else b"")


def test_work_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork, "PATIENCE", 0.2)
    assert run_limited(signal.pause) == (-signal.SIGALRM, b"")  # type: ignore[arg-type]


def test_work_that_computes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork, "SECONDS", 1)

    def compute() -> bytes:
        while time.process_time() >= 0:
            pass
        return b""

    assert run_limited(compute)[0] == -signal.SIGPROF


def test_an_answer_that_is_too_long_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork, "OUTPUT", 1_000)
    assert run_limited(lambda: b"x" * 5_000_000)[1] == b""


def test_a_file_that_is_too_large_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fork, "FILE", 1_000)
    code, _ = run_limited(lambda: bytes((tmp_path / "a").write_bytes(b"x" * 10_000)))
    assert code == DAMAGED
    assert (tmp_path / "a").stat().st_size <= 1_000


def compute(seconds: float = 0.6) -> bytes:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return b"done"


@pytest.fixture
def sums() -> Iterator[Fork]:
    """A fork that answers with all that it was asked until then; asked for more than there is, it ends."""
    asked: list[bytes] = []

    def work(head: bytes, data: bytes) -> bytes:
        asked.append(data)
        if head == b"compute":
            compute()
        return b"".join(asked) * (1_000_000_000 if head == b"more" else 1)

    opened = Fork(work)
    yield opened
    opened.end()


def test_one_fork_answers_one_question_after_the_other(sums: Fork) -> None:
    assert [sums.ask(b"head", each) for each in (b"a", b"", b"c" * 3_000_000)] == [
        (DONE, b"a"),
        (DONE, b"a"),
        (DONE, b"a" + b"c" * 3_000_000),
    ]
    assert sums.answered == 3
    assert sums.end() == -signal.SIGKILL


def test_a_fork_that_has_answered_ends_at_what_is_too_much(sums: Fork) -> None:
    assert sums.ask(b"head", b"0123456789") == (DONE, b"0123456789")
    assert sums.ask(b"more", b"") == (NO_MEMORY, b"")


def test_time_is_counted_for_each_piece_of_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork, "SECONDS", 1.5)
    used = Fork(lambda _head, _data: compute())
    assert [used.ask(b"head", b"") for _ in range(5)] == [(DONE, b"done")] * 5
    used.end()


def test_a_fork_that_waits_is_not_ended_by_the_clock(monkeypatch: pytest.MonkeyPatch, sums: Fork) -> None:
    sums.end()
    monkeypatch.setattr(fork, "PATIENCE", 0.3)
    used = Fork(lambda head, data: head + data)
    assert used.ask(b"a", b"b") == (DONE, b"ab")
    assert not select([used._answering], [], [], 0.6)[0]
    assert used.ask(b"c", b"d") == (DONE, b"cd")
    used.end()


def test_a_fork_shares_neither_input_nor_output_with_its_parent() -> None:
    own = streams()
    used = Fork(lambda _head, _data: streams())
    assert used.ask(b"head", b"") == (DONE, b"/dev/null /dev/null")
    assert streams() == own
    used.end()


def streams() -> bytes:
    """Where input and output of this process lead."""
    return " ".join(str(Path(f"/proc/self/fd/{number}").readlink()) for number in (0, 1)).encode()


def test_a_fork_ends_with_its_parent() -> None:
    program = "from models.intake.mail.fork import Fork; import os; f = Fork(lambda h, d: str(os.getpid()).encode());"
    child = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", f"{program} print(f.ask(b'h', b'')[1].decode(), flush=True); os._exit(0)"],
        capture_output=True,
        check=True,
    )
    place = Path("/proc", child.stdout.decode().strip())
    until = time.monotonic() + 20
    while _is_alive(place) and time.monotonic() < until:
        select([], [], [], 0.01)
    assert not _is_alive(place)


def _is_alive(process: Path) -> bool:
    """Whether a process exists and is no zombie that waits for its parent."""
    try:
        return process.joinpath("stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
