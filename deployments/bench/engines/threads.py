"""Database connections for engines that run their own threads: one per thread, closed together."""

import threading
from dataclasses import dataclass, field

import psycopg

from deployments.bench.plain import Plain


@dataclass(slots=True)
class Threads:
    """The connections to the tables of one contender."""

    plain: Plain
    local: threading.local = field(default_factory=threading.local)
    opened: list[psycopg.Connection] = field(default_factory=list)

    def connection(self) -> psycopg.Connection:
        """Returns the connection of the current thread."""
        if not hasattr(self.local, "connection"):
            self.local.connection = self.plain.connect()
            self.opened.append(self.local.connection)
        connection: psycopg.Connection = self.local.connection
        return connection

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in self.opened:
            connection.close()
