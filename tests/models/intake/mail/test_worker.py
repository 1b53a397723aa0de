"""The process that takes mails apart: requests one after the other, in forks that small mails share."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.mail import fork, worker
from models.intake.mail.fork import DAMAGED, DONE
from models.intake.mail.transfer import from_json
from models.intake.mail.worker import Forks
from tests.models.intake.mail.mails import NOON, mail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.process

PLAIN = b"plain"


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
        assert (head["code"], from_json(rest[: head["size"]]).text) == (DONE, "收到")
        answer = rest[head["size"] :]
    assert answer == b""


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Forks]:
    """Forks that answer with their process and how often they worked; `{"then": …}` says what they do before."""
    worked: list[bytes] = []

    def answer(head: bytes, data: bytes) -> bytes:
        worked.append(data)
        then = json.loads(head).get("then", "")
        if then == "fail" or (then == "fail if used" and len(worked) > 1):
            raise LookupError
        if then == "compute":
            while True:
                pass
        return f"{os.getpid()} {len(worked)}".encode()

    monkeypatch.setattr(worker, "_answer", answer)
    opened = Forks()
    yield opened
    opened._end()


def ask(forks: Forks, data: bytes = PLAIN, **told: Any) -> tuple[int, int, int]:
    """The code, the process that answered, and the number of mails that it had read; zeros without an answer."""
    forks.prepare(len(data))
    code, answer = forks.read(json.dumps(told).encode(), data)
    process, times = map(int, answer.split() or (0, 0))
    return code, process, times


def test_small_mails_share_a_fork(forks: Forks) -> None:
    answers = [ask(forks) for _ in range(3)]
    assert len({process for _, process, _ in answers}) == 1
    assert [times for _, _, times in answers] == [1, 2, 3]


def test_a_fork_reads_no_more_than_fifty_mails(forks: Forks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MANY", 3)
    assert [ask(forks)[2] for _ in range(7)] == [1, 2, 3, 1, 2, 3, 1]


def test_a_large_mail_has_a_fork_of_its_own(forks: Forks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SMALL", 10)
    answers = [ask(forks, data) for data in (PLAIN, bytes(11), PLAIN, PLAIN)]
    assert [times for _, _, times in answers] == [1, 1, 1, 2]
    assert len({process for _, process, _ in answers}) == 3


def test_after_a_mail_that_failed_the_next_one_is_read_by_a_new_fork(forks: Forks) -> None:
    assert ask(forks, then="fail") == (DAMAGED, 0, 0)
    assert ask(forks)[::2] == (DONE, 1)


def test_a_mail_for_which_a_used_fork_was_not_enough_is_read_by_a_new_one(forks: Forks, tmp_path: Path) -> None:
    _, first, _ = ask(forks)
    (tmp_path / "表.xlsx").write_bytes(b"half")
    code, second, times = ask(forks, then="fail if used", folder=str(tmp_path))
    assert (code, times) == (DONE, 1)
    assert second != first
    assert list(tmp_path.iterdir()) == []  # what the first one wrote
    assert ask(forks)[1:] == (second, 2)


def test_a_mail_that_fails_in_a_new_fork_too_has_failed(forks: Forks) -> None:
    ask(forks)
    assert ask(forks, then="fail") == (DAMAGED, 0, 0)


def test_a_mail_that_takes_too_long_is_not_read_again(
    forks: Forks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fork, "PATIENCE", 0.3)
    ask(forks)
    (tmp_path / "表.xlsx").write_bytes(b"half")
    code, _, _ = ask(forks, then="compute", folder=str(tmp_path))
    assert code == -signal.SIGALRM
    assert list(tmp_path.iterdir())  # the one who asked removes it
