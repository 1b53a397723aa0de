"""Alembic migrations, run by the owner of the database only."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from models.database import engine
from models.rules.errors import Refused

INSERT_ONLY = ("transition", "block", "attempt")


def configure(connection: Connection) -> Config:
    """Alembic's configuration for this connection, without any file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def migrate() -> None:
    """Bring the bound database to the newest schema; one process at a time, nothing half-done."""
    with engine().begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(52552)")
        command.upgrade(configure(connection), "head")


def allow(role: str) -> None:
    """Let the application's role work on the tables: everything but changing what is only ever inserted."""
    if not role.replace("_", "").isalnum():
        raise Refused(f"数据库角色名“{role}”只能由字母、数字和下划线组成。")
    only = ", ".join(INSERT_ONLY)
    with engine().begin() as connection:
        connection.exec_driver_sql(f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"')
        connection.exec_driver_sql(f'REVOKE UPDATE, DELETE ON {only} FROM "{role}"')
        connection.exec_driver_sql(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"')


def versions() -> set[str]:
    """Every version of the schema that this program knows."""
    return {revision.revision for revision in ScriptDirectory(str(Path(__file__).parent)).walk_revisions()}


def unmake() -> None:
    """Take every table away again, in one transaction: for a restore into an installation that is still empty."""
    with engine().begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(52552)")
        command.downgrade(configure(connection), "base")
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
