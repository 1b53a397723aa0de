"""Processes that do one thing for their parent, and may really be killed at it."""

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from typing import NamedTuple

FORK = get_context("fork")  # a child has everything that its parent knew at that moment
SPAWN = get_context("spawn")  # a child begins as a program does


class Ended(NamedTuple):
    """How a child ended: with which code (negative: the signal that killed it), and what it said before."""

    code: int
    said: object


class Child:
    """A process that does one thing.

    The parent of a forked one must not be bound to a database, whose connections both would use.
    """

    def __init__(self, work: Callable[[], object], context: ForkContext | SpawnContext = FORK) -> None:
        self._ours, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_tell, args=(theirs, work))
        self._process.start()
        theirs.close()

    def end(self) -> Ended:
        """Wait until it has ended or was killed."""
        try:
            said = self._ours.recv()
        except EOFError:
            said = None
        self._process.join()
        return Ended(self._process.exitcode or 0, said)

    def stop(self) -> None:
        """Ask it to clear up and end, unless it has ended."""
        self._process.terminate()
        self._process.join()
        self._ours.close()


def _tell(to: Connection, work: Callable[[], object]) -> None:
    to.send(work())
