"""One installation: starts and migrates its database, binds this process to it, and unbinds it at the end."""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from deployments import disk_reserve, embedded
from deployments.access import APP, OWNER, READER, as_role
from deployments.home_locks import share_server
from models.database import address, begin, check_server, snapshot, unbind
from models.ledger.evidence.store import configure_store
from models.ledger.jurisdiction import ONLY_REHEARSED, is_founded, is_rehearsal
from models.migrations import check_version, migrate
from models.migrations.rights import allow
from models.outages import explain
from models.rules.errors import Refused, Unavailable
from tasks.clock import virtual_instant
from tasks.settings import Settings, settings


class Addresses(NamedTuple):
    """The database URLs of the application and of the owner, and the roles that get rights on the tables."""

    application: str
    owner: str
    app_role: str
    read_role: str


@contextmanager
def installation(
    chosen: Settings | None = None,
    *,
    new: bool = False,
    as_owner: bool = False,
    server: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Bind this process to the installation's database as the application, and yield the address.

    The tables are migrated as their owner, who stays bound only if `as_owner`. The embedded server is started when
    needed, with the settings `server` too, and stopped by the last process that leaves it. It is created only if it may
    be `new`; else Refused is raised for a home without data, and nothing is made there.
    """
    chosen = chosen or settings()
    if not new:
        require_data(chosen)
    configure_store(*chosen.evidence)
    with _unbind_at_end(chosen):
        if chosen.database_url:
            addresses = _external(chosen, chosen.database_url.get_secret_value())
            url = _check_cell(addresses) if chosen.cell else _migrate(addresses, as_owner=as_owner)
            _check_clock_setting()
            yield url
        else:
            with share_server(chosen.home):
                url = _migrate(_start_embedded(chosen.home, server), as_owner=as_owner)
                disk_reserve.lay(embedded.data_of(chosen.home))  # not in a home that is refused
                _check_clock_setting()
                yield url


@contextmanager
def ledger() -> Iterator[Session]:
    """Yield a session in one transaction of the installation."""
    with installation(), begin() as session:
        yield session


def require_data(chosen: Settings) -> None:
    """Raises Refused if the home holds no data and no other database is set; nothing is made there."""
    if not chosen.database_url and not embedded.exists(chosen.home):
        raise Refused(f"“{chosen.home}”中没有本系统的数据。请检查 MUBIAO_HOME，或先执行 mubiao init。")


@contextmanager
def read_only(chosen: Settings | None = None) -> Iterator[Session]:
    """Yield a session in one read-only transaction; nothing is created or migrated.

    Raises Refused if there is no installation, or if its tables have another version.
    """
    chosen = chosen or settings()
    with _unbind_at_end(chosen):
        if chosen.database_url:
            with _read_only_transaction(
                _external(chosen, chosen.database_url.get_secret_value()).application
            ) as session:
                yield session
        else:
            require_data(chosen)
            with (
                share_server(chosen.home),
                _read_only_transaction(as_role(embedded.start(chosen.home), READER)) as session,
            ):
                yield session


@contextmanager
def _read_only_transaction(url: str) -> Iterator[Session]:
    check_server(url)
    check_version()
    _check_clock_setting()
    with snapshot() as session:
        yield session


def _check_clock_setting() -> None:
    """Raises Refused if a virtual instant is set and the installation is no rehearsal (A51)."""
    if virtual_instant() is None:
        return
    with begin() as session:
        if is_founded(session) and not is_rehearsal(session):
            raise Refused(f"设置了虚拟时刻 MUBIAO_CLOCK，而本系统不是演练。{ONLY_REHEARSED}请取消该设置。")


@contextmanager
def _unbind_at_end(chosen: Settings) -> Iterator[None]:
    """Turn database errors into a sentence; at the end this process is bound to no database."""
    try:
        yield
    except DBAPIError as error:
        raise Unavailable(f"{explain(error)}{_log_error(chosen.home, error)}") from error
    finally:
        unbind()


def _log_error(home: Path, error: DBAPIError) -> str:
    """Write the traceback to the log. Returns a note with its path; empty if the disk is full."""
    log = home / "logs" / "errors.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as lines:
            traceback.print_exception(error, file=lines)
    except OSError:
        return ""
    return f"（详情见 {log}）"


def _external(chosen: Settings, url: str) -> Addresses:
    """Returns the addresses of a database named in the settings."""
    url = _normalise(url, "DATABASE_URL")
    owner = _normalise(chosen.owner_url.get_secret_value(), "MUBIAO_OWNER_URL") if chosen.owner_url else url
    return Addresses(url, owner, chosen.app_role, chosen.read_role)


def _start_embedded(home: Path, server: Mapping[str, str] | None) -> Addresses:
    """Start the embedded database. Returns its addresses and roles."""
    url = embedded.start(home, server)
    return Addresses(as_role(url, APP), as_role(url, OWNER), APP, READER)


def _migrate(addresses: Addresses, *, as_owner: bool) -> str:
    """Migrate the tables and grant rights. Returns the URL to bind."""
    check_server(addresses.owner)
    migrate()
    allow(addresses.app_role, addresses.read_role)
    url = addresses.owner if as_owner else addresses.application
    check_server(url)
    return url


def _check_cell(addresses: Addresses) -> str:
    """Returns the URL to bind. Raises Refused if the cell's tables are of another version: only the host migrates."""
    check_server(addresses.application)
    check_version()
    return addresses.application


def _normalise(url: str, setting: str) -> str:
    return address(url, setting).render_as_string(hide_password=False)
