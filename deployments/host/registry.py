"""The registry of a host: made by `host init`, changed by one command at a time, each change on record."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.fernet import Fernet
from sqlalchemy import URL, Connection

from deployments.host import server
from deployments.host.server import ADMIN_SETTING, run_named
from models.cells import VERSION, HostCell, connected, list_cells, require_version
from models.rules.errors import Refused, Unavailable
from tasks.cell import KEY_SETTING, decrypt, find_cell, host_address, key_file, read_key
from tasks.home import account_name
from tasks.settings import settings

TABLES = """
CREATE TABLE IF NOT EXISTS registry (
    single boolean PRIMARY KEY DEFAULT true CHECK (single), version int NOT NULL, proof text NOT NULL
);
CREATE TABLE IF NOT EXISTS cell (
    key text PRIMARY KEY, state text NOT NULL CHECK (state IN ('adding', 'active', 'held', 'removed')),
    founding jsonb NOT NULL, parent text REFERENCES cell, cell_group text NOT NULL,
    settings jsonb NOT NULL, secrets text NOT NULL
);
CREATE TABLE IF NOT EXISTS cell_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cell text, who text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(), what text NOT NULL
);
CREATE TABLE IF NOT EXISTS cell_turn (
    flow text, cell text REFERENCES cell, taken_at timestamptz NOT NULL, PRIMARY KEY (flow, cell)
);
"""
INSERT = """
INSERT INTO cell (key, state, founding, parent, cell_group, settings, secrets) VALUES
(%(key)s, %(state)s, CAST(%(founding)s AS jsonb), %(parent)s, %(group)s, CAST(%(settings)s AS jsonb), %(secrets)s)
ON CONFLICT (key) DO UPDATE SET (state, founding, parent, cell_group, settings, secrets) =
    (excluded.state, excluded.founding, excluded.parent, excluded.cell_group, excluded.settings, excluded.secrets)
"""
RECORD = "INSERT INTO cell_change (cell, who, what) VALUES (%(cell)s, %(who)s, %(what)s)"
LAST_OF = "SELECT what FROM cell_change WHERE cell = %(cell)s AND what = ANY(%(whats)s) ORDER BY id DESC LIMIT 1"
MAKES = "SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user"
TURN = "SELECT pg_try_advisory_lock(52553)"
PROOF = "mubiao"
EMPTY = {"postgres", "template1"}  # the databases of a new server


class Host(NamedTuple):
    """The registry as its administrator reaches it, and the key of its secrets."""

    admin: URL
    key: Fernet

    def cells(self) -> dict[str, HostCell]:
        """Returns all cells by key."""
        with connected(self.admin, ADMIN_SETTING) as connection:
            return list_cells(connection)

    def find(self, key: str) -> HostCell:
        """Returns a cell. Raises Refused if it is not there or was removed."""
        return find_cell(self.cells(), key)

    def secrets_of(self, cell: HostCell) -> dict[str, Any]:
        """Returns the passwords of a cell's roles and its secret settings."""
        found: dict[str, Any] = decrypt(self.key, cell.secrets)
        return found

    def encrypt(self, value: Any) -> str:  # noqa: ANN401 - any JSON value
        """Returns a JSON value, encrypted."""
        return self.key.encrypt(json.dumps(value, ensure_ascii=False).encode()).decode()

    def newest_of(self, key: str, *whats: str) -> str:
        """Returns which of these changes of a cell was the last; empty without any."""
        with connected(self.admin, ADMIN_SETTING) as connection:
            return str(connection.exec_driver_sql(LAST_OF, {"cell": key, "whats": [*whats]}).scalar() or "")

    def note(self, what: str) -> None:
        """Put on record what was done to the host itself."""
        with connected(self.admin, ADMIN_SETTING) as connection:
            _record(connection, None, what)

    def keep(self, cell: HostCell, what: str) -> None:
        """Write a cell to the registry, and what was changed on record: in one transaction."""
        row = cell._asdict() | {name: json.dumps(getattr(cell, name)) for name in ("founding", "settings")}
        with connected(self.admin, ADMIN_SETTING) as connection:
            connection.exec_driver_sql(INSERT, row)
            _record(connection, cell.key, what)


def _record(connection: Connection, key: str | None, what: str) -> None:
    account = account_name()
    who = f"{settings().operator or account}（本机账户 {account}）"
    connection.exec_driver_sql(RECORD, {"cell": key, "who": who, "what": what})


@contextmanager
def changing() -> Iterator[Host]:
    """Yield the registry to the one command that may change it now. Raises Unavailable if another one does."""
    admin = _admin_address()
    key = read_key(key_file())
    with connected(admin, ADMIN_SETTING, each=True) as turn:
        decrypt(key, require_version(turn))
        if not turn.exec_driver_sql(TURN).scalar_one():
            raise Unavailable("另一个 mubiao host 命令正在改动，请稍后重试。")
        yield Host(admin, key)


def _admin_address() -> URL:
    """Returns the administrator's address of the registry. Raises Refused if the address of the registry names none."""
    url = host_address()
    if not (url.database and url.username and url.password):
        raise Refused("MUBIAO_HOST_URL 应写明登记库的角色、密码和数据库名。")
    return host_address("admin_url").set(database=url.database)


class ServerChanges(NamedTuple):
    """What `host init` would change for others on the server: databases open to PUBLIC."""

    closed: list[str]

    @property
    def foreign(self) -> list[str]:
        """The databases that are not of a new server."""
        return [name for name in self.closed if name not in EMPTY]


def plan() -> ServerChanges:
    """Returns what would be changed. Raises Refused if something is in the way; nothing is changed."""
    admin, url = _admin_address(), host_address()
    with connected(host_address("admin_url"), ADMIN_SETTING) as connection:
        if not connection.exec_driver_sql(MAKES).scalar_one():
            raise Refused(f"{ADMIN_SETTING} 的角色应可以建立数据库和角色（CREATEDB、CREATEROLE）。")
        server.refuse_powerful(connection, str(url.username), str(url.database))
        found = server.exists(connection, str(url.database))
        opened = server.open_databases(connection)
    _check_key(admin if found else None)
    return ServerChanges(opened)


def _check_key(admin: URL | None) -> None:
    """Raises Refused if the key file cannot be used, or is not that of the registry that is there already."""
    file = key_file()
    proof = _proof_of(admin) if admin else ""
    if file.exists():
        key = read_key(file)
        if proof:
            decrypt(key, proof)
    elif proof:
        raise Refused(f"登记库已有，密钥文件“{file}”却不在，没有它读不了其中的密码。请放回原来的密钥文件。")
    elif not file.parent.is_dir():
        raise Refused(f"没有文件夹“{file.parent}”，请先建立，或改设 {KEY_SETTING}。")


def _proof_of(admin: URL) -> str:
    """Returns the proof in a registry that is there; empty if the database has none. Raises Refused if it is newer."""
    with connected(admin, ADMIN_SETTING) as connection:
        if connection.exec_driver_sql("SELECT to_regclass('registry') IS NULL").scalar_one():
            return ""
        return require_version(connection)


def make(planned: ServerChanges) -> None:
    """Make key file, role, registry and template, and close the databases of the plan; a second call ends the first."""
    admin, url = _admin_address(), host_address()
    key = read_key(_make_key(key_file()))
    with connected(host_address("admin_url"), ADMIN_SETTING, each=True) as connection:
        server.make_role(connection, str(url.username), str(url.password))
        server.make_database(connection, str(url.database))
        run_named(
            connection,
            "GRANT CONNECT ON DATABASE {name} TO {role}",
            name=str(url.database),
            role=str(url.username),
        )
        for name in planned.closed:
            server.close_database(connection, name)
    with connected(admin, ADMIN_SETTING) as connection:
        connection.exec_driver_sql(TABLES)
        run_named(connection, "GRANT SELECT ON registry, cell, cell_change TO {role}", role=str(url.username))
        run_named(connection, "GRANT SELECT, INSERT, UPDATE ON cell_turn TO {role}", role=str(url.username))
        proof = Host(admin, key).encrypt(PROOF)
        made = "INSERT INTO registry (version, proof) VALUES (%(version)s, %(proof)s) ON CONFLICT DO NOTHING"
        if connection.exec_driver_sql(made, {"version": VERSION, "proof": proof}).rowcount:
            _record(connection, None, "建立登记库")
    server.make_template(admin)


def _make_key(file: Path) -> Path:
    """Write a new key, readable only by its owner, unless the file is there."""
    if not file.exists():
        part = file.with_name(f".{file.name}.part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as made:
            made.write(Fernet.generate_key() + b"\n")
            made.flush()
            os.fsync(made.fileno())
        part.rename(file)
    return file
