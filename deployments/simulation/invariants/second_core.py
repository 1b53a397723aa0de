"""The checks of a simulated year on another core: they read a snapshot while the year goes on."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from sqlmodel import Session

from deployments.simulation.invariants.nightly import Watch
from models.database import begin, engine
from models.rules.workdays import WorkCalendar
from models.statements import run

EXPORT = "SELECT pg_export_snapshot()"
ISOLATION = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
BACKEND = "SELECT pg_backend_pid()"
SEEN = "the snapshot is in use"


class SecondCore(Watch):
    """Runs the checks of a watch in another process, on `cores`, each on the rows that there were when it was due.

    The results are those of the watch itself; they are known `at_the_end`.
    """

    def __init__(self, watch: Watch, cores: frozenset[int]) -> None:
        self.__dict__.update(vars(watch))
        self._sent: WorkCalendar | None = None
        forking = get_context("fork")
        self._pipe, other_end = forking.Pipe()
        forking.Process(target=_watch, args=(watch, other_end, self._pipe, cores), daemon=True).start()
        other_end.close()

    def after_sweep(self, day: date, calendar: WorkCalendar) -> None:
        """Have the results of the daily sweep checked."""
        self._ask("after_sweep", calendar, day)

    def at_night(self, day: date, calendar: WorkCalendar, *, sends: bool = True) -> None:
        """Have checked what must be true when no run is in progress."""
        self._ask("at_night", calendar, day, sends=sends)
        self.outside.today.clear()

    def at_the_end(self, calendar: WorkCalendar) -> None:
        """Have everything checked once more, and take all results."""
        self._ask("at_the_end", calendar)
        self.violations = self._answer()

    def _ask(self, check: str, calendar: WorkCalendar, *days: date, **options: bool) -> None:
        """Begin a check as soon as the one before is done; returns when it reads what this transaction could read.

        The calendar is sent only if it is another one than last time.
        """
        news = None if calendar is self._sent else calendar
        self._sent = calendar
        with begin() as session:
            snapshot = run(session, EXPORT).scalar_one()
            self._pipe.send((check, news, days, options, snapshot, self.outside.today))
            self._answer()

    def _answer(self) -> Any:  # noqa: ANN401 - what was asked for
        """Return the next answer. Raises EOFError if the checks broke off; they have said why."""
        return self._pipe.recv()


def _watch(watch: Watch, pipe: Connection, other_end: Connection, cores: frozenset[int]) -> None:
    """Run the checks that are asked for, and after the last one give what they found; a stop signal ends them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.sched_setaffinity(0, cores)
    engine().dispose(close=False)  # the connections are those of the other process
    other_end.close()  # so that the pipe ends when the other process is killed
    check, calendar = "", None
    while check != SecondCore.at_the_end.__name__:
        check, news, days, options, snapshot, watch.outside.today = pipe.recv()
        calendar = news or calendar
        watch.looking = partial(_look, pipe, snapshot, cores)
        getattr(watch, check)(*days, calendar, **options)
    pipe.send(watch.violations)
    engine().dispose()


@contextmanager
def _look(pipe: Connection, snapshot: str, cores: frozenset[int]) -> Iterator[Session]:
    """Begin a transaction that reads a snapshot, with the server's part of the work on the same cores."""
    with begin() as session:
        run(session, ISOLATION)
        run(session, f"SET TRANSACTION SNAPSHOT '{snapshot}'")
        with suppress(OSError):
            os.sched_setaffinity(run(session, BACKEND).scalar_one(), cores)
        pipe.send(SEEN)
        yield session
