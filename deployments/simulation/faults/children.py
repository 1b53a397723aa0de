"""Child processes that run one piece of work for their parent and may be killed while they do."""

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess, SpawnProcess
from typing import NamedTuple

FORK = get_context("fork")  # a child has the state of its parent at the time of the fork
SPAWN = get_context("spawn")  # a child starts with a fresh interpreter
PATIENCE = 30.0  # seconds that a child gets for its cleanup
INTERRUPTED = 130


class ChildResult(NamedTuple):
    """How a child ended: its exit code (negative: the signal that killed it) and the value it returned, or None."""

    code: int
    value: object


class Child:
    """A process that runs one piece of work and returns the result to its parent.

    The parent of a forked child must not be bound to a database, since both would use the same connections. A spawned
    child receives its work by name only, and may start child processes.
    """

    def __init__(self, work: Callable[[], object], *, spawned: bool = False) -> None:
        self._receiver, sender = FORK.Pipe(duplex=False)
        self._process: ForkProcess | SpawnProcess
        if spawned:
            self._process = SPAWN.Process(target=_send_result, args=(sender, work))
        else:
            self._process = FORK.Process(target=_send_result_and_exit, args=(sender, work))
        with warnings.catch_warnings():
            # Newer Pythons warn when a process with threads forks; no thread holds a lock that a child needs.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()
        sender.close()

    @property
    def alive(self) -> bool:
        """Returns true if the process has neither ended nor been killed."""
        return self._process.is_alive()

    def end(self) -> ChildResult:
        """Wait until the process has ended or was killed; returns its exit code and value."""
        try:
            value = self._receiver.recv()
        except EOFError:
            value = None
        self._process.join()
        return ChildResult(self._process.exitcode or 0, value)

    def stop(self) -> None:
        """Ask the process to clean up and end, if it is still running; kill it after `PATIENCE` seconds."""
        self._process.terminate()
        self._process.join(PATIENCE)
        self._process.kill()
        self._process.join()
        self._receiver.close()


def _send_result(sender: Connection, work: Callable[[], object]) -> None:
    try:
        sender.send(work())
    except KeyboardInterrupt:  # the parent reports it
        sys.exit(INTERRUPTED)


def _send_result_and_exit(sender: Connection, work: Callable[[], object]) -> None:
    """Send the result and exit at once: a forked child must not run the signal and exit handlers of its parent."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    code = 1
    try:
        sender.send(work())
        code = 0
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BaseException:  # noqa: BLE001 - printed, then this process exits
        traceback.print_exc()
    finally:
        os._exit(code)
