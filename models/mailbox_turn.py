"""One reader of a mailbox at a time, over all processes and machines of an installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from models.database import engine
from models.outages import sqlstate_of

TRY = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
WAIT = text("SELECT pg_advisory_lock(hashtextextended(:name, 0))")
LIMITS = text("SELECT set_config('lock_timeout', :limit, false), set_config('statement_timeout', '0', false)")
USUAL = ("RESET lock_timeout", "RESET statement_timeout")
TOO_LONG = "55P03"  # the lock was not given in time
RELEASE = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")


@contextmanager
def mailbox_turn(url: str, seconds: int = 0) -> Iterator[bool]:
    """Yield whether this process may read the mailbox of a URL; it keeps the turn until the end of the block.

    It waits for another reader as many seconds as are given.
    The lock belongs to a separate connection without a transaction: a process that dies gives it back.
    """
    place = urlsplit(url)
    name = f"mailbox|{place.scheme}|{place.username}|{place.hostname}|{place.port}|{place.path}"
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_ours = bool(connection.execute(TRY, {"name": name}).scalar_one())
        is_ours = is_ours or (seconds > 0 and _wait(connection, name, seconds))
        try:
            yield is_ours
        finally:
            if is_ours:
                connection.execute(RELEASE, {"name": name})


def _wait(connection: Connection, name: str, seconds: int) -> bool:
    """Return whether the other reader ended in time."""
    connection.execute(LIMITS, {"limit": f"{seconds}s"})
    try:
        connection.execute(WAIT, {"name": name})
    except OperationalError as error:
        if sqlstate_of(error) != TOO_LONG:
            raise
        return False
    finally:
        for usual in USUAL:
            connection.execute(text(usual))
    return True
