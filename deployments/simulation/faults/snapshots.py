"""Snapshots of a simulation's database: full copies, made in a hundredth of a second and dropped after use."""

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
OPEN_SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"


def kill_server(backend: int) -> None:
    """Kill the server process with that number: all sessions end, and the server recovers from its log.

    Returns when the server has noticed, so that the next connection is to the recovered server.
    """
    os.kill(backend, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:
            os.kill(backend, 0)
            time.sleep(PAUSE)


class Snapshots:
    """The copies of a simulation's database on one server. No connection stays open: a child would share it."""

    def __init__(self, world: World) -> None:
        self._url, self._data = world.url, data_of(world.home)

    def address(self, name: str) -> str:
        """Returns the URL at which the application finds the database of that name."""
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def take(self, name: str, source: str) -> None:
        """Make the database `name` a copy of `source`; this process disconnects from `source` first."""
        unbind()
        with self._connect() as server:
            while server.execute(OPEN_SESSIONS, [source]).fetchone() != (0,):
                time.sleep(PAUSE)
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')

    @contextmanager
    def copy(self, name: str, source: str) -> Iterator[str]:
        """Make a copy, return its URL, and drop the copy when the context ends."""
        self.take(name, source)
        try:
            yield self.address(name)
        finally:
            with self._connect() as server:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def await_recovery(self) -> None:
        """Wait until the server accepts connections. Raises Unavailable if it does not recover before the timeout."""
        self._connect().close()

    def _connect(self) -> psycopg.Connection:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return connect(self._data, USER)
            except psycopg.OperationalError as error:
                if time.monotonic() > until:
                    raise Unavailable("推演所用的数据库被终止后没有恢复。") from error
                time.sleep(PAUSE)
