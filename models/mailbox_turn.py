"""One reader of a mailbox at a time, over all processes and machines of an installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from models.database import engine

TRY = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
WAIT = text("SELECT pg_advisory_lock(hashtextextended(:name, 0))")
LIMITS = ("lock_timeout", "statement_timeout")
RELEASE = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")


@contextmanager
def mailbox_turn(url: str, seconds: int = 0) -> Iterator[bool]:
    """Yield whether this process may read the mailbox of a URL; it keeps the turn until the end of the block.

    Waits up to `seconds` for another reader to end.

    The lock belongs to a separate connection without a transaction: a process that dies gives it back.
    """
    place = urlsplit(url)
    name = f"mailbox|{place.scheme}|{place.username}|{place.hostname}|{place.port}|{place.path}"
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_ours = bool(connection.execute(TRY, {"name": name}).scalar_one()) or _comes(connection, name, seconds)
        try:
            yield is_ours
        finally:
            if is_ours:
                connection.execute(RELEASE, {"name": name})


def _comes(connection: Connection, name: str, seconds: int) -> bool:
    """Return whether the turn comes within `seconds`."""
    if not seconds:
        return False
    for limit in LIMITS:
        connection.execute(text(f"SET {limit} = '{seconds}s'"))
    try:
        connection.execute(WAIT, {"name": name})
    except OperationalError:  # the limit is reached
        return False
    finally:
        for limit in LIMITS:
            connection.execute(text(f"RESET {limit}"))
    return True
