"""Takes mails apart in a process with limits: a mail that is too much for it has a fault, and the next one is read."""

import atexit
import json
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Timer
from typing import IO, Any, Self

from models.disk import shortage
from models.intake.mail.fork import DAMAGED, DISK_FULL, DONE, LATE, NO_MEMORY, PATIENCE
from models.intake.mail.transfer import from_json, to_json
from models.intake.received_mail import ReceivedMail
from models.rules.errors import Unavailable

MODULE = "models.intake.mail.worker"
AGAIN = "没有拆开，请重新写一封，把回复表作为普通附件发来。"
SLOW = (*LATE, -signal.SIGKILL)
FAULTS = {
    DAMAGED: f"这封信已损坏或格式特殊，{AGAIN}",
    NO_MEMORY: f"拆开这封信需要的内存过多，{AGAIN}",
    **dict.fromkeys(SLOW, f"拆开这封信需要的时间过长，{AGAIN}"),
}


class MailReader:
    """A process that takes mails apart, started with the first one; a context manager that ends it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def read(self, data: bytes, received_at: datetime, folder: Path) -> ReceivedMail:
        """Return a mail taken apart; its attachments are written into a folder, which is made and must hold nothing.

        A mail that is damaged, or takes more than 300 MB or 20 seconds, has a fault and no attachments. Raises
        Unavailable if the disk is full or no process can be started.
        """
        folder.mkdir(parents=True, exist_ok=True)
        request = {"received_at": received_at.isoformat(), "folder": str(folder.absolute())}
        code, answer = self.ask(request, data)
        if code == DONE:
            return from_json(answer)
        for file in folder.iterdir():
            file.unlink()
        if code == DISK_FULL:
            raise Unavailable(shortage(folder))
        fault = FAULTS.get(code, FAULTS[DAMAGED])
        return self.read_headers(data, ReceivedMail(sha256(data).hexdigest(), len(data), received_at, fault=fault))

    def read_headers(self, data: bytes, known: ReceivedMail) -> ReceivedMail:
        """Return what the headers of a mail tell; its size, digest, instant and fault are those that are known.

        Headers that cannot be read are left empty. Raises Unavailable if no process can be started.
        """
        code, answer = self.ask({"known": to_json(known).decode()}, data[:1_000_000])
        return from_json(answer) if code == DONE else replace(known, fault=known.fault or FAULTS[DAMAGED])

    def ask(self, request: dict[str, Any], data: bytes) -> tuple[int, bytes]:
        """Return the exit code and the answer for a request; a process that ends or hangs is replaced by the next."""
        process = self._running()
        watch = Timer(PATIENCE * 3, process.kill)  # longer than a mail that is read twice
        watch.daemon = True
        watch.start()
        try:
            code, answer = _exchange(process, {**request, "size": len(data)}, data)
        except (OSError, ValueError, EOFError):
            self.close()
            return DAMAGED, b""
        finally:
            watch.cancel()
        return code, answer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own module
                    [sys.executable, "-I", "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
                )
            except OSError as error:
                raise Unavailable("无法启动拆信的进程，可能内存不足，稍后自动重试。") from error
        return self._process


def _exchange(process: "subprocess.Popen[bytes]", request: dict[str, Any], data: bytes) -> tuple[int, bytes]:
    sink, source = _pipe(process.stdin), _pipe(process.stdout)
    sink.write(json.dumps(request).encode() + b"\n" + data)
    sink.flush()
    head = json.loads(source.readline())  # nothing if the process ended: a ValueError
    answer = source.read(head["size"])
    if len(answer) < head["size"]:
        raise EOFError
    return int(head["code"]), answer


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 - both were asked for
    return stream


@cache
def reader_of(_process: int) -> MailReader:
    """Return the reader of a process, which ends with it: to start one takes as long as to read some fifty mails."""
    reader = MailReader()
    atexit.register(reader.close)
    return reader
