"""Connections for engines that work in threads of their own: one a thread, closed together."""

import threading
from dataclasses import dataclass, field

import psycopg

from deployments.bench.plain import Plain


@dataclass(slots=True)
class Threads:
    """The connections to one contender's tables."""

    plain: Plain
    local: threading.local = field(default_factory=threading.local)
    opened: list[psycopg.Connection] = field(default_factory=list)

    def connection(self) -> psycopg.Connection:
        """The connection of the thread that asks."""
        if not hasattr(self.local, "connection"):
            self.local.connection = self.plain.connect()
            self.opened.append(self.local.connection)
        kept: psycopg.Connection = self.local.connection
        return kept

    def close(self) -> None:
        """Close those of all threads."""
        for connection in self.opened:
            connection.close()
