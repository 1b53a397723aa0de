"""Whose turn it is to watch: a lock in the registry, held by the session of one process; the others stand by."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from models.cells import connected
from tasks.cell import host_address
from tasks.home import worker_name

LOCK = 52554
TRY = f"SELECT pg_try_advisory_lock({LOCK})"
# When a machine dies, the server notices it after 30 seconds and frees the lock.
KEEPALIVES = ("SET tcp_keepalives_idle = 15", "SET tcp_keepalives_interval = 5", "SET tcp_keepalives_count = 3")
HOLDER = f"""
SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.objid = {LOCK} AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 - constants only
STANDS_BY = 20.0  # seconds between two tries


def holder(connection: Connection) -> str:
    """Returns the name of the process that watches; empty if none does."""
    return str(connection.exec_driver_sql(HOLDER).scalar() or "")


@contextmanager
def own_session() -> Iterator[Connection]:
    """Yield a session of the registry that bears the name of this process."""
    url = host_address()
    with connected(url.update_query_dict({"application_name": worker_name()}), each=True) as connection:
        for setting in KEEPALIVES:
            connection.exec_driver_sql(setting)
        yield connection


def take_turn(connection: Connection, say: Callable[[str], None], wait: Callable[[float], object]) -> None:
    """Return when this process has the turn; until then it stands by, and names the one that it takes over from."""
    before = ""
    while not connection.exec_driver_sql(TRY).scalar_one():
        now = holder(connection)
        if now and now != before:
            say(f"待命：正在值守的是 {now}。")
        before = now or before
        wait(STANDS_BY)
    say(f"值守进程 {before} 已停止，由本进程接替。" if before else "开始值守。")
