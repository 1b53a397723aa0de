"""Points: every SQL statement, commit and letter of this process, counted; at one of them somebody is killed."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from deployments.simulation.faults.snapshots import kill_server
from deployments.simulation.faults.spec import Kill, Victim
from deployments.simulation.outside_world import Outside


class Points:
    """Counts where something can break off: just before each statement, each commit and each letter."""

    def __init__(self, outside: Outside) -> None:
        self.passed = 0
        self._outside = outside
        self._kill: Kill | None = None
        self._counting = False
        self._backend = 0  # the server's process that spoke to us last

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While it lasts everything that this process asks of a database or hands to a channel is seen."""
        seen = (("before_cursor_execute", self._at_statement), ("commit", self._at_commit))
        for happening, look in seen:
            event.listen(Engine, happening, look)
        self._outside.on_letter = self._at_letter
        try:
            yield
        finally:
            for happening, look in seen:
                event.remove(Engine, happening, look)

    @contextmanager
    def counted(self, kill: Kill | None = None) -> Iterator[None]:
        """Count from 1 while it lasts; `kill` strikes at its point. The end is a point too: done, but nobody knows."""
        self.passed, self._kill, self._counting = 0, kill, True
        try:
            yield
            self._pass(None)
        finally:
            self._kill, self._counting = None, False

    def _at_statement(self, connection: Connection, *_: Any) -> None:  # noqa: ANN401 - what SQLAlchemy tells of it
        self._pass(connection)

    def _at_commit(self, connection: Connection) -> None:
        self._pass(connection, committing=True)

    def _at_letter(self) -> None:
        self._pass(None)

    def _pass(self, connection: Connection | None, *, committing: bool = False) -> None:
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
        # Before a commit nothing of it would be kept, as at the statement before; here it is done, its answer lost.
        if driver and committing:
            driver.execute("COMMIT")
        kill_server(self._backend)
        if driver and committing:
            driver.close()
