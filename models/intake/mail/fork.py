"""A fork of this process with limits, which does one piece of work after the other until one is too much for it."""

import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, NoReturn

from models.disk import FULL

MEMORY, SECONDS, PATIENCE = 300_000_000, 20, 60  # bytes; seconds of work; seconds by the clock, on a busy machine
OUTPUT, FILE = 50_000_000, 100_000_000  # bytes
DONE, DAMAGED, NO_MEMORY, DISK_FULL = 0, 1, 3, 5
LATE = (-signal.SIGPROF, -signal.SIGALRM)
LENGTH = 8  # bytes of a number before what has that length
Work = Callable[[bytes, bytes], bytes]


class Fork:
    """The process that works. Time is limited for each piece of work, memory for all of them together."""

    def __init__(self, work: Work) -> None:
        (source, asking), (answering, sink) = os.pipe(), os.pipe()
        self.answered = 0
        self._ended: int | None = None
        self._process = os.fork()
        if not self._process:
            os.close(asking)
            os.close(answering)
            _serve(work, source, sink)
        os.close(source)
        os.close(sink)
        self._asking, self._answering = os.fdopen(asking, "wb"), os.fdopen(answering, "rb")

    def ask(self, head: bytes, data: bytes) -> tuple[int, bytes]:
        """Return DONE and the answer; or why the process ended: its exit code, or minus the signal, and nothing.

        A process with too long an answer is killed.
        """
        try:
            for part in (head, data):
                _write_part(self._asking, part)
            self._asking.flush()
            answer = _read_part(self._answering, OUTPUT)
        except (OSError, EOFError):
            return self.end() or DAMAGED, b""
        self.answered += 1
        return DONE, answer

    def end(self) -> int:
        """Kill the process if it still works; return its exit code, or minus the signal that ended it."""
        if self._ended is None:
            os.kill(self._process, signal.SIGKILL)  # one that ended by itself keeps its code
            for pipe in (self._asking, self._answering):
                with suppress(OSError):  # what could not be written to a process that ended
                    pipe.close()
            self._ended = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        return self._ended


def _write_part(pipe: BinaryIO, part: bytes) -> None:
    pipe.write(len(part).to_bytes(LENGTH))
    pipe.write(part)


def _read_part(pipe: BinaryIO, most: int) -> bytes:
    """Return the next part. Raises EOFError if the pipe ended, or the part is longer than `most` bytes."""
    length = int.from_bytes(pipe.read(LENGTH) or (most + 1).to_bytes(LENGTH))
    part = pipe.read(length) if length <= most else b""
    if len(part) < length:
        raise EOFError
    return part


def _serve(work: Work, source: int, sink: int) -> NoReturn:
    """Do what is asked until the pipe ends, and end this process, also after an error."""
    code = DAMAGED
    try:
        limit_process()
        _leave_standard_streams()
        asked, answering = os.fdopen(source, "rb"), os.fdopen(sink, "wb")
        while head := _read_part(asked, MEMORY):
            limit_time(SECONDS, PATIENCE)
            _write_part(answering, work(head, _read_part(asked, MEMORY)))
            answering.flush()
            limit_time(0, 0)
    except MemoryError:
        code = NO_MEMORY
    except OSError as error:
        code = DISK_FULL if error.errno in FULL else DAMAGED
    finally:
        os._exit(code)


def _leave_standard_streams() -> None:
    """Close what this process shares with the one that forked it: its input, and the output of its answers."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    os.close(nothing)


def limit_process() -> None:
    """Limit memory and the size of a written file; no core is dumped, and a timer that runs out ends the process."""
    for kind, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, FILE)):
        hard = resource.getrlimit(kind)[1]  # stays: an old workbook is read by another process with limits
        resource.setrlimit(kind, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for late in LATE:
        signal.signal(-late, signal.SIG_DFL)


def limit_time(seconds: float, patience: float) -> None:
    """Limit working time and time by the clock from now on; 0 is no limit."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, patience)
