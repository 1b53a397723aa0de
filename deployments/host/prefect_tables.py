"""Prefect's own database on the server of a host: its role, the database, Prefect's tables."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import make_url

from deployments.host import server
from deployments.host.prefect_settings import prefect_database
from deployments.server import prefect_environment
from models.cells import connected
from models.rules.errors import Refused, Unavailable
from tasks.cell import host_address, host_settings
from tasks.settings import settings

UPGRADE = ("-P", "-m", "prefect", "server", "database", "upgrade", "-y")
LONGEST = 600  # seconds


def make_prefect_tables() -> bool:
    """Make role, database and tables of Prefect, or bring its tables up to date. Returns False if no address is set.

    Raises Refused if the address is incomplete or the role may do too much, Unavailable if Prefect fails.
    """
    if not host_settings().prefect_database_url:
        return False
    url = make_url(prefect_database())
    if not (url.database and url.username and url.password):
        raise Refused("MUBIAO_HOST_PREFECT_DATABASE_URL 应写明Prefect数据库的角色、密码和数据库名。")
    with connected(host_address("admin_url"), server.ADMIN_SETTING, each=True) as connection:
        server.refuse_powerful(connection, url.username, url.database)
        server.make_role(connection, url.username, str(url.password))
        server.join(connection, url.username)
        server.make_database(connection, url.database, url.username)
    _upgrade(url.render_as_string(hide_password=False))
    return True


def _upgrade(url: str) -> None:
    made = prefect_environment(settings().home, settings().port) | {"PREFECT_SERVER_DATABASE_CONNECTION_URL": url}
    log = settings().home / "logs" / "prefect-database.log"
    for folder in (log.parent, Path(made["PREFECT_HOME"]), Path(made["TMPDIR"])):
        folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(log, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as output:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
                [sys.executable, *UPGRADE],
                check=False,
                env={**os.environ, **made},
                stdout=output,
                stderr=output,
                timeout=LONGEST,
            )
        except subprocess.TimeoutExpired as error:
            raise Unavailable(f"Prefect的数据表{LONGEST // 60}分钟没有建完，请查看 {log}。") from error
    if done.returncode:
        raise Unavailable(f"Prefect的数据表没有建成，原因见 {log}。")
