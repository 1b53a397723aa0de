"""Points: every SQL statement, commit and letter of this process is counted, and a kill strikes at one of them."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, event

from deployments.simulation.faults.snapshots import Snapshots, kill_server
from deployments.simulation.faults.spec import Kill, Victim
from deployments.simulation.outside_world import Outside
from deployments.simulation.year import DayPiece, Year
from models.ledger.seals import LEASE
from models.rules.cycles import DELIVER
from models.rules.errors import Unavailable
from tasks.step import RETRIES


class Points:
    """Counts the points of possible interruption: just before each statement, each commit and each letter."""

    def __init__(self, outside: Outside) -> None:
        self.passed = 0
        self._outside = outside
        self._kill: Kill | None = None
        self._counting = False
        self._backend = 0  # process id of the server backend that was used last

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Within the context, observe every statement and commit of this process and every letter handed over."""
        listeners = (("before_cursor_execute", self._at_statement), ("commit", self._at_commit))
        for name, listener in listeners:
            event.listen(Engine, name, listener)
        self._outside.on_letter = self._at_letter
        try:
            yield
        finally:
            for name, listener in listeners:
                event.remove(Engine, name, listener)

    @contextmanager
    def counted(self, kill: Kill | None = None) -> Iterator[None]:
        """Within the context, count the points from 1; `kill` strikes at its point.

        The end is a point too: the work is done, but no caller knows yet.
        """
        self.passed, self._kill, self._counting = 0, kill, True
        try:
            yield
            self._count_point(None)
        finally:
            self._kill, self._counting = None, False

    def _at_statement(self, connection: Connection, *_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's arguments
        self._count_point(connection)

    def _at_commit(self, connection: Connection) -> None:
        self._count_point(connection, committing=True)

    def _at_letter(self) -> None:
        self._count_point(None)

    def _count_point(self, connection: Connection | None, *, committing: bool = False) -> None:
        if not self._counting:
            return
        driver = connection.connection.driver_connection if connection else None
        if driver:
            self._backend = driver.info.backend_pid
        self.passed += 1
        if not self._kill or self.passed != self._kill.point:
            return
        if self._kill.victim is Victim.PROCESS:
            os.kill(os.getpid(), signal.SIGKILL)
        # If the server died before the commit, this would equal the point before. So commit first: the work is done and
        # only the answer is lost.
        if driver and committing:
            driver.execute("COMMIT")
        kill_server(self._backend)
        if driver and committing:
            driver.close()


AFTERWARDS = LEASE + timedelta(minutes=5)


def run_until_kill(year: Year, piece: DayPiece, day: date, points: Points, kill: Kill) -> bool:
    """Run a piece in which this process or the database is killed; returns true if the piece reached that point."""
    with suppress(Unavailable), points.counted(kill):
        year.run_piece(piece, day)
    return points.passed >= kill.point


def run_again(year: Year, piece: DayPiece, day: date, snapshots: Snapshots) -> None:
    """Run an interrupted piece once more, with the retries of a step.

    A message claimed by a dead process is locked by its lease, so a later run of the day sends it.
    """
    run_with_retries(year, piece, day, snapshots)
    if piece.cycle is DELIVER:
        later = (datetime.combine(day, piece.at) + AFTERWARDS).time()
        run_with_retries(year, replace(piece, at=later), day, snapshots)


def run_with_retries(year: Year, piece: DayPiece, day: date, snapshots: Snapshots) -> None:
    """Wait for the database, then run a piece with the retries of a step. Raises Unavailable if every retry fails."""
    for _ in range(RETRIES):
        snapshots.await_recovery()
        with suppress(Unavailable):
            return year.run_piece(piece, day)
    return year.run_piece(piece, day)
