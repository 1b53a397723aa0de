"""The process with limits: each piece of work runs in a fork that ends alone, with a code that says why."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.intake.mail import worker
from models.intake.mail.transfer import from_json
from models.intake.mail.worker import DAMAGED, DISK_FULL, DONE, NO_MEMORY, run_limited
from tests.models.intake.mail.mails import NOON, mail

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.process


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit leaves as much above the process of the tests, which is large, as above the real one."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    monkeypatch.setattr(worker, "MEMORY", worker.MEMORY + pages * os.sysconf("SC_PAGE_SIZE"))


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
    monkeypatch.setattr(worker, "PATIENCE", 0.2)
    assert run_limited(signal.pause) == (-signal.SIGALRM, b"")  # type: ignore[arg-type]


def test_work_that_computes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SECONDS", 1)

    def compute() -> bytes:
        while time.process_time() >= 0:
            pass
        return b""

    assert run_limited(compute)[0] == -signal.SIGXCPU


def test_an_answer_that_is_too_long_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "OUTPUT", 1_000)
    assert run_limited(lambda: b"x" * 5_000_000)[1] == b""


def test_a_file_that_is_too_large_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(worker, "FILE", 1_000)
    code, _ = run_limited(lambda: bytes((tmp_path / "a").write_bytes(b"x" * 10_000)))
    assert code == DAMAGED
    assert (tmp_path / "a").stat().st_size <= 1_000


def test_requests_are_answered_one_after_the_other(tmp_path: Path) -> None:
    data = mail()
    requests = b""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        head = {"size": len(data), "received_at": NOON.isoformat(), "folder": str(tmp_path / name)}
        requests += json.dumps(head).encode() + b"\n" + data
    answer = subprocess.run(
        [sys.executable, "-m", "models.intake.mail.worker"], input=requests, capture_output=True, check=True
    ).stdout
    for _ in range(2):
        line, _, rest = answer.partition(b"\n")
        head = json.loads(line)
        assert (head["code"], from_json(rest[: head["size"]]).first_line) == (DONE, "收到")
        answer = rest[head["size"] :]
    assert answer == b""
