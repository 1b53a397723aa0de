"""Snapshots of a simulation's database: whole copies, made in a hundredth of a second and thrown away again."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from sqlalchemy import make_url

from deployments.embedded import data_of
from deployments.postmaster import USER, connect
from deployments.simulation.world import World
from models.database import unbind
from models.rules.errors import Unavailable

PATIENCE, PAUSE = 30.0, 0.002
LEFT = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"


def kill_server(backend: int) -> None:
    """Kill the server's process of that number: all sessions end, and the server recovers from its log.

    Returns when the server has noticed, so that whoever comes in afterwards finds it recovered.
    """
    os.kill(backend, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:
            os.kill(backend, 0)
            time.sleep(PAUSE)


class Snapshots:
    """The databases beside that of a simulation, on the same server. No connection is kept: a child would share it."""

    def __init__(self, world: World) -> None:
        self._url, self._data = world.url, data_of(world.home)

    def address(self, name: str) -> str:
        """Where the application finds the database of that name."""
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def take(self, name: str, source: str) -> None:
        """Make `name` a copy of `source`, of which this process lets go first."""
        unbind()
        with self._entered() as server:
            while server.execute(LEFT, [source]).fetchone() != (0,):
                time.sleep(PAUSE)
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')

    @contextmanager
    def copy(self, name: str, source: str) -> Iterator[str]:
        """A copy for a while: its address."""
        self.take(name, source)
        try:
            yield self.address(name)
        finally:
            with self._entered() as server:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def await_recovery(self) -> None:
        """Wait until the server lets everybody in; raises Unavailable when it does not come back."""
        self._entered().close()

    def _entered(self) -> psycopg.Connection:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return connect(self._data, USER)
            except psycopg.OperationalError as error:
                if time.monotonic() > until:
                    raise Unavailable("推演所用的数据库被终止后没有恢复。") from error
                time.sleep(PAUSE)
