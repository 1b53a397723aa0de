"""The process that takes mails apart: a fork with limits for each, so that a hostile mail ends only its own fork.

Run as `python -m models.intake.mail.worker`. It reads requests from its input, each a line of JSON and the bytes of a
mail, and writes answers: a line of JSON with the exit code of the fork, and what the fork wrote.
"""

import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from models.disk import FULL
from models.intake.mail.reading import read_headers, read_mail
from models.intake.mail.transfer import from_json, to_json

MEMORY, SECONDS, PATIENCE = 300_000_000, 20, 60  # bytes; seconds of work; seconds by the clock, on a busy machine
OUTPUT, FILE = 50_000_000, 100_000_000  # bytes
DONE, DAMAGED, NO_MEMORY, DISK_FULL = 0, 1, 3, 5
CHUNK = 1_000_000


def main() -> None:
    """Answer requests until the input ends."""
    gc.freeze()  # what was imported is not looked through in each fork, which would copy it
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        request = json.loads(line)
        data = source.read(request["size"])
        code, answer = run_limited(lambda request=request, data=data: _answer(request, data))  # type: ignore[misc]
        sink.write(json.dumps({"code": code, "size": len(answer)}).encode() + b"\n" + answer)
        sink.flush()


def _answer(request: dict[str, Any], data: bytes) -> bytes:
    if "known" in request:
        return to_json(read_headers(data, from_json(request["known"].encode())))
    return to_json(read_mail(data, datetime.fromisoformat(request["received_at"]), Path(request["folder"])))


def run_limited(work: Callable[[], bytes]) -> tuple[int, bytes]:
    """Run a function in a fork with limits; return its exit code (minus the signal that ended it) and its answer."""
    reading, writing = os.pipe()
    fork = os.fork()
    if not fork:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    answer = _read(reading, fork)
    _, status = os.waitpid(fork, 0)
    return os.waitstatus_to_exitcode(status), answer


def _read(reading: int, fork: int) -> bytes:
    """Return what a fork writes; one that writes too much is killed."""
    answer = bytearray()
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while chunk := pipe.read(CHUNK):
            answer += chunk
            if len(answer) > OUTPUT:
                os.kill(fork, signal.SIGKILL)
                return b""
    return bytes(answer)


def _work(work: Callable[[], bytes], writing: int) -> None:
    """Limit this process, work, and end it, also after an error."""
    code = DAMAGED
    try:
        limit_process()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(work())
        code = DONE
    except MemoryError:
        code = NO_MEMORY
    except OSError as error:
        code = DISK_FULL if error.errno in FULL else DAMAGED
    finally:
        os._exit(code)


def limit_process() -> None:
    """Limit memory, working time, time by the clock, and the size of a written file; no core is dumped."""
    for kind, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, FILE)):
        hard = resource.getrlimit(kind)[1]  # stays: an old workbook is read by another process with limits
        resource.setrlimit(kind, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)


if __name__ == "__main__":
    main()
