"""The turns of a host's cells: one unfinished run of a flow and group, in which who waited longest comes first."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import URL, Connection

from models.cells import connected
from models.database import CLOCK

# The server must soon notice that the machine of a run has died: until then it keeps the lock.
LOCK = """
SELECT pg_try_advisory_lock(hashtextextended(%(name)s, 0)), set_config('tcp_keepalives_idle', '30', false),
    set_config('tcp_keepalives_interval', '10', false), set_config('tcp_keepalives_count', '3', false)
"""
IN_ORDER = """
SELECT c.key FROM cell c LEFT JOIN cell_turn t ON t.cell = c.key AND t.flow = %(flow)s
WHERE c.key = ANY(%(keys)s) ORDER BY t.taken_at NULLS FIRST, c.key
"""
TAKE = f"""
WITH taken AS (
    INSERT INTO cell_turn (flow, cell, taken_at) VALUES (%(flow)s, %(key)s, {CLOCK})
    ON CONFLICT (flow, cell) DO UPDATE SET taken_at = excluded.taken_at)
SELECT state FROM cell WHERE key = %(key)s
"""  # noqa: S608 - a constant


class Turns(NamedTuple):
    """The turns in a run of a flow."""

    connection: Connection
    flow: str

    def in_order(self, keys: Sequence[str]) -> list[str]:
        """Return the keys of cells, those first whose last turn is longest ago, or that had none."""
        found = self.connection.exec_driver_sql(IN_ORDER, {"flow": self.flow, "keys": list(keys)})
        return [row.key for row in found]

    def take(self, key: str) -> str:
        """Note that a cell has its turn. Returns the state of the cell at this moment."""
        found = self.connection.exec_driver_sql(TAKE, {"flow": self.flow, "key": key})
        return str(found.scalar_one())


@contextmanager
def only_run(url: URL, flow: str, name: str) -> Iterator[Turns | None]:
    """Yield the turns of the one run of a flow for a group; None if another one is unfinished, on any machine.

    The lock belongs to a separate connection: a process that dies gives it back.
    """
    with connected(url, each=True) as connection:
        is_ours = connection.exec_driver_sql(LOCK, {"name": f"run|{flow}|{name}"}).scalar_one()
        yield Turns(connection, flow) if is_ours else None
