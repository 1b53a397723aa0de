"""The registry of a host: its cells, each an agency with its database, and their settings.

The registry holds no records of an agency. It is queried over a separate connection, because the process may be bound
to the database of a cell.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import URL, Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from models.database import LIMITS, REACH
from models.outages import explain, sqlstate_of
from models.rules.errors import Refused, Unavailable

VERSION = 1  # of the registry's tables
URL_SETTING = "MUBIAO_HOST_URL"
ADDING, ACTIVE, HELD, REMOVED = "adding", "active", "held", "removed"
STATES = {ADDING: "建立中", ACTIVE: "运行", HELD: "暂停", REMOVED: "已移除"}
NO_TABLES = {"42P01", "3D000"}  # the table, or the database
NOT_MADE = "还没有主机的登记库，请先执行 mubiao host init。"
NEWER = "主机的登记库由更新版本的程序建立，请先升级本程序。"
UPGRADING, UPGRADED = "开始升级", "升级完成"
RESTORED = "恢复完成，暂停"  # of a cell
# The last change of the host itself.
NEWEST_CHANGE = "SELECT what FROM cell_change WHERE cell IS NULL ORDER BY id DESC LIMIT 1"
LIST_CELLS = """
SELECT key, state, founding, parent, cell_group, settings, secrets FROM cell ORDER BY key
"""


class HostCell(NamedTuple):
    """A cell as the registry has it: `founding` is what it was initialized with.

    `secrets` is the encrypted JSON of the passwords of its roles and of its secret settings.
    """

    key: str
    state: str
    founding: dict[str, Any]
    parent: str | None
    group: str
    settings: dict[str, Any]
    secrets: str

    @property
    def database(self) -> str:
        """The name of its database, which is also the beginning of the names of its roles."""
        return database_name(self.key)


def database_name(key: str) -> str:
    """Return the name of the database of a cell: no two keys have the same, as a key has no underscore."""
    return f"cell_{key.replace('-', '_')}"


@contextmanager
def connected(url: URL, setting: str = URL_SETTING, *, each: bool = False) -> Iterator[Connection]:
    """Yield a separate connection in one transaction, or with `each` statement committed at once.

    Raises Unavailable if the database is away or refuses a statement; the sentence names the setting of its address.
    """
    options = {name: value for name, value in REACH.items() if name not in url.query} | {"options": LIMITS}
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options)
    if each:
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise Unavailable(explain(error).replace("DATABASE_URL", setting)) from error


def require_version(connection: Connection) -> str:
    """Return the text with which the key file proves that it is this registry's.

    Raises Refused if there is no registry, or one of a newer program.
    """
    try:
        found = connection.exec_driver_sql("SELECT version, proof FROM registry").one()
    except DBAPIError as error:
        if sqlstate_of(error) in NO_TABLES:
            raise Refused(NOT_MADE) from error
        raise
    if found.version > VERSION:
        raise Refused(NEWER)
    return str(found.proof)


def list_cells(connection: Connection) -> dict[str, HostCell]:
    """Return all cells by key, also those that were removed."""
    return {row.key: HostCell(*row) for row in connection.exec_driver_sql(LIST_CELLS)}


def is_upgrading(connection: Connection) -> bool:
    """Return whether an upgrade of the cells has begun and not ended."""
    return connection.exec_driver_sql(NEWEST_CHANGE).scalar() == UPGRADING
