"""Roles of the embedded database: the operating system authenticates every connection, nothing else is trusted.

Four roles: the superuser repairs, `mubiao_owner` owns the tables and migrates them, `mubiao_app` is the default of
every connection, `mubiao_read` may only read. The same OS users may be any of them: the roles guard against mistakes
and against an intruder in one process; against the operator of the machine only the chain protects.
"""

import os
import time
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from deployments.owner import ROOT, name_of
from deployments.postmaster import PATIENCE, PAUSE, SOCKET, USER, connect
from models.rules.errors import Unavailable

OWNER, APP, READER = "mubiao_owner", "mubiao_app", "mubiao_read"
RULES = f"""\
# Written by mubiao whenever it starts the server; changes are not kept.
local all {USER},{OWNER},{APP},{READER} peer map=mubiao
local all all reject
"""
WRITTEN_BY = "# Written by mubiao whenever it starts the server; changes are not kept.\n"
# One transaction: if the application can connect, everything else is already in place.
ROLES = """
DO $$ DECLARE each text; BEGIN
    FOREACH each IN ARRAY ARRAY[{owner}, {app}, {reader}] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = each) THEN
            EXECUTE format('CREATE ROLE %I', each);
        END IF;
        EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', each);
    END LOOP;
    EXECUTE format('ALTER DATABASE %I OWNER TO %I', current_database(), {owner});
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I, %I', current_database(), {app}, {reader});
END $$
"""


def as_role(address: str, role: str) -> str:
    """Returns the URL of the same database for another role."""
    return make_url(address).set(username=role).render_as_string(hide_password=False)


def is_protected(data: Path, database: str) -> bool:
    """Returns whether the application can connect, which the last step of the protection allows."""
    if not (data / SOCKET).is_socket():
        return False
    try:
        connect(data, database, APP).close()
    except psycopg.Error:
        return False
    return True


def write_rules(data: Path) -> None:
    """Write the rules of access: only the server's OS user and root may connect, as any of the roles.

    The rules take effect when the server has read them.
    """
    people = sorted({name_of(data.stat().st_uid), name_of(ROOT)})
    lines = [f'mubiao "{person}" "{role}"\n' for person in people for role in (USER, OWNER, APP, READER)]
    _replace_file(data / "pg_ident.conf", WRITTEN_BY + "".join(lines))
    _replace_file(data / "pg_hba.conf", RULES)


def wait_for_rules(data: Path, since: float) -> None:
    """Wait until the server has read its rules at or after `since`. Raises Unavailable on timeout."""
    deadline = time.monotonic() + PATIENCE
    while not _has_read_rules(data, since):
        if time.monotonic() > deadline:
            raise Unavailable("数据库没有启用新的访问规则，请重试。")
        time.sleep(PAUSE)


def create_roles(connection: psycopg.Connection) -> None:
    """Create the three roles and transfer the connected database to the owner, in one transaction."""
    names = {name: sql.Literal(role) for name, role in (("owner", OWNER), ("app", APP), ("reader", READER))}
    connection.execute("SET lock_timeout = '10s'")
    connection.execute(sql.SQL(ROLES).format(**names))


def _has_read_rules(data: Path, since: float) -> bool:
    with connect(data, USER) as connection:
        return connection.execute("SELECT pg_conf_load_time() >= to_timestamp(%s)", [since]).fetchone() == (True,)


def _replace_file(path: Path, text: str) -> None:
    """Replace a file of the server atomically, unless its content is already the same."""
    if path.is_file() and path.read_text(errors="replace") == text:
        return
    owner = path.parent.stat()
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        os.fchown(handle, owner.st_uid, owner.st_gid)
        file.flush()
        os.fsync(handle)
    fresh.replace(path)
