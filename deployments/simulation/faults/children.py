"""Processes that do one thing for their parent, and may really be killed at it."""

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

FORK = get_context("fork")  # a child has everything that its parent knew at that moment
SPAWN = get_context("spawn")  # a child begins as a program does
PATIENCE = 30.0  # seconds to clear up in
INTERRUPTED = 130


class Ended(NamedTuple):
    """How a child ended: with which code (negative: the signal that killed it), and what it said before."""

    code: int
    said: object


class Child:
    """A process that does one thing and tells what came of it.

    The parent of a forked one must not be bound to a database, whose connections both would use. A spawned one has a
    parent's work only by name, and may start processes of its own.
    """

    def __init__(self, work: Callable[[], object], *, spawned: bool = False) -> None:
        self._ours, theirs = FORK.Pipe(duplex=False)
        self._process: ForkProcess | SpawnProcess
        if spawned:
            self._process = SPAWN.Process(target=_tell, args=(theirs, work))
        else:
            self._process = FORK.Process(target=_tell_and_leave, args=(theirs, work))
        with warnings.catch_warnings():
            # Newer Pythons warn of forking beside other threads: none of them holds anything that a child needs.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        """Whether it has neither ended nor been killed."""
        return self._process.is_alive()

    def end(self) -> Ended:
        """Wait until it has ended or was killed."""
        try:
            said = self._ours.recv()
        except EOFError:
            said = None
        self._process.join()
        return Ended(self._process.exitcode or 0, said)

    def stop(self) -> None:
        """Ask it to clear up and end, unless it has ended; one that does not is killed."""
        self._process.terminate()
        self._process.join(PATIENCE)
        self._process.kill()
        self._process.join()
        self._ours.close()


def _tell(to: Connection, work: Callable[[], object]) -> None:
    try:
        to.send(work())
    except KeyboardInterrupt:  # its parent says so
        sys.exit(INTERRUPTED)


def _tell_and_leave(to: Connection, work: Callable[[], object]) -> None:
    """What a parent would do at a signal or at its end is not for a forked child to do."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    code = 1
    try:
        to.send(work())
        code = 0
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BaseException:  # noqa: BLE001 - told, and then this process is no more
        traceback.print_exc()
    finally:
        os._exit(code)
