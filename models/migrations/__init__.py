"""Alembic migrations, run only by the owner of the database.

Every command asks whether the tables are up to date, and nearly always they are: that question is answered by two short
queries and the names of the files in `versions`. Alembic is imported only to change the tables.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.database import disk_shortage, engine
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

HERE = Path(__file__).parent
LOCK = 52552  # advisory lock: one process at a time migrates or grants
HAS_VERSION = "SELECT to_regclass('alembic_version') IS NOT NULL"
VERSION = "SELECT version_num FROM alembic_version"
# A migration may run long, but gives up early if another session holds a table lock.
NO_TIMEOUT = "SET LOCAL statement_timeout = 0"
WAIT_FOR_PROCESS, WAIT_FOR_TABLE = "SET LOCAL lock_timeout = '60s'", "SET LOCAL lock_timeout = '5s'"
BEFORE_RELEASE = "本版本之前的数据不能升级，请重新启用。"
NEWER = "数据表由更新版本的程序建立，请先升级本程序。"
NO_TABLES = "数据库中还没有本系统的数据表，或是旧版本的。请先执行 mubiao check，它会建立或升级数据表。"


def configure(connection: Connection) -> Config:
    """Return Alembic's configuration for this connection, without a file."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def migrate() -> bool:
    """Migrate the bound database to the newest schema, in one transaction and under an advisory lock.

    Waits a minute for the lock if another process migrates. Returns whether the tables were older. Raises Unavailable
    if the disk is too full, Refused if no migration leads from the tables to this program.
    """
    if not _is_older():
        return False
    if shortage := disk_shortage():
        raise Unavailable(shortage)
    from alembic import command  # noqa: PLC0415 - see above

    with engine().begin() as connection:
        for limit in (NO_TIMEOUT, WAIT_FOR_PROCESS, f"SELECT pg_advisory_xact_lock({LOCK})", WAIT_FOR_TABLE):
            connection.exec_driver_sql(limit)
        command.upgrade(configure(connection), "head")
    return True


def check_version() -> None:
    """Raise Refused if the tables of the bound database do not match this program."""
    if _is_older():
        raise Refused(NO_TABLES)


def require_version(found: set[str]) -> None:
    """Raise Refused if the version that the tables say is not that of this program."""
    refuse_unknown(found, NEWER)
    if found != {max(versions())}:
        raise Refused(NO_TABLES)


def _is_older() -> bool:
    """Return whether the bound database lacks tables or has older ones.

    Raises Refused if they are newer, or older than the first migration.
    """
    with engine().connect() as connection:
        has_version = connection.exec_driver_sql(HAS_VERSION).scalar_one()
        found = set(connection.exec_driver_sql(VERSION).scalars()) if has_version else set()
    refuse_unknown(found, NEWER)
    return found != {max(versions())}


def refuse_unknown(found: set[str], newer: str) -> None:
    """Raise Refused if a schema version is older than the first migration, or, with `newer`, if it is not known."""
    if any(version < min(versions()) for version in found):
        raise Refused(BEFORE_RELEASE)
    if found - versions():
        raise Refused(newer)


@cache
def versions() -> frozenset[str]:
    """Return all schema versions that this program knows: the number at the start of each file name."""
    files = (HERE / "versions").glob("[0-9]*.py")
    return frozenset(file.name.partition("_")[0] for file in files)


def make(version: str) -> None:
    """Make the tables of a schema version in the bound database, which has none, in one transaction."""
    from alembic import command  # noqa: PLC0415 - see above

    with engine().begin() as connection:
        for limit in (NO_TIMEOUT, f"SELECT pg_advisory_xact_lock({LOCK})"):
            connection.exec_driver_sql(limit)
        command.upgrade(configure(connection), version)


def unmake() -> None:
    """Drop all tables in one transaction: for a restore into an installation that is still empty.

    Their rows go first: the tables of an older version do not hold what the newer ones may.
    """
    from alembic import command  # noqa: PLC0415 - see above

    with engine().begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        if tables := _own_tables(connection):
            connection.exec_driver_sql(f"TRUNCATE {', '.join(tables)} CASCADE")
        command.downgrade(configure(connection), "base")
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


def _own_tables(connection: Connection) -> list[str]:
    from models.records import all_tables  # noqa: PLC0415 - see above

    found = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars()
    return [f'public."{name}"' for name in found if name in all_tables()]
