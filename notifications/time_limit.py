"""One limit in time for one answer of a server, however slowly the answer drips in."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from heapq import heappop, heappush
from itertools import count
from socket import SHUT_RDWR, socket
from threading import Condition, Lock, Thread
from time import monotonic


@contextmanager
def time_limit(seconds: float, connection: Callable[[], socket | None]) -> Iterator[None]:
    """Shut the connection down when the block takes longer than this.

    The timeout of a socket limits each read, not the answer. Raises TimeoutError if the limit was reached.
    """
    answer = TimedAnswer(monotonic() + seconds, connection)
    _cutter.watch(answer)
    try:
        yield
    except Exception as error:
        if answer.late:
            raise TimeoutError from error
        raise
    else:
        if answer.late:  # what was read is cut off
            raise TimeoutError
    finally:
        answer.end()


class TimedAnswer:
    """One answer: until when it may take, and the connection that brings it."""

    def __init__(self, until: float, connection: Callable[[], socket | None]) -> None:
        self.until, self.over, self.late = until, False, False
        self._connection, self._lock = connection, Lock()

    def cut(self) -> None:
        """Shut its connection down, unless the answer is there."""
        with self._lock:
            if self.over:
                return
            self.late = True
            if link := self._connection():
                with suppress(OSError):  # it is closed already
                    link.shutdown(SHUT_RDWR)

    def end(self) -> None:
        """Leave its connection alone from now on."""
        with self._lock:
            self.over = True


class _Cutter:
    """Cuts each answer that is late. One thread watches all: starting one takes longer than most answers."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Watch nothing: a forked process has no thread of the process before."""
        self._answers: list[tuple[float, int, TimedAnswer]] = []
        self._numbers, self._changed = count(), Condition()
        self._thread: Thread | None = None

    def watch(self, answer: TimedAnswer) -> None:
        """Cut this answer when its time has passed."""
        with self._changed:
            heappush(self._answers, (answer.until, next(self._numbers), answer))
            if self._thread is None:
                self._thread = Thread(target=self._run, name="time-limit", daemon=True)
                self._thread.start()
            elif self._answers[0][-1] is answer:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            self._next_late().cut()

    def _next_late(self) -> TimedAnswer:
        """Wait for the next answer that is late. Forget those that are there."""
        with self._changed:
            while True:
                while self._answers and self._answers[0][-1].over:
                    heappop(self._answers)
                left = self._answers[0][0] - monotonic() if self._answers else None
                if left is not None and left <= 0:
                    return heappop(self._answers)[-1]
                self._changed.wait(left)


_cutter = _Cutter()
os.register_at_fork(after_in_child=_cutter.reset)
