"""The process of the Prefect server, without its second UI. Started as `python -P -m deployments.prefect_server`.

Prefect offers its second UI in a banner and serves it although it is disabled; its pages call an analytics host from
the browser. Prefect mounts only a UI whose folder exists: without that folder it neither offers nor serves any of its
pages, and an address of one leads to the first UI.

Two of Prefect's own writers can block each other in its SQLite file. Prefect lets one wait for a minute before it
fails and is repeated, and a run waits with it. Here it fails after five seconds.
"""

import os
from pathlib import Path

import prefect
from prefect.cli import app
from prefect.server.database.configurations import AioSqliteConfiguration
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

NO_FOLDER = Path(os.devnull) / "ui-v2"
LONGEST_WAIT = 5000  # milliseconds
_set_up = AioSqliteConfiguration.setup_sqlite


def _set_up_with_limit(self: AioSqliteConfiguration, conn: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Set up a connection as Prefect does, with a shorter wait for a lock."""
    _set_up(self, conn, record)
    cursor = conn.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT}")
    cursor.close()


def main() -> None:
    """Run Prefect's own command line with the arguments of this process."""
    prefect.__ui_v2_static_path__ = NO_FOLDER
    AioSqliteConfiguration.setup_sqlite = _set_up_with_limit  # type: ignore[method-assign]
    app()


if __name__ == "__main__":
    main()
