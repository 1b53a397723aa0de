"""One installation: its database brought up and migrated, this process bound to it, and let go of again."""

import fcntl
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from deployments import embedded
from deployments.access import APP, OWNER, READER, as_role
from deployments.child_processes import undisturbed
from models.database import address, begin, check_server, run, unbind
from models.ledger.evidence.store import keep_evidence_in
from models.migrations import check_version, migrate
from models.migrations.rights import allow
from models.outages import explain
from models.rules.errors import Refused, Unavailable
from tasks.settings import Settings, settings


class Doors(NamedTuple):
    """How a database is entered: by the application, by its owner, and whom the owner lets work on the tables."""

    application: str
    owner: str
    app_role: str
    read_role: str


@contextmanager
def installation(chosen: Settings | None = None, *, as_owner: bool = False) -> Iterator[str]:
    """Bind this process to the installation's database as the application, and yield the address.

    The tables are brought up to date as their owner, who stays bound only where all of them are to be replaced. The
    embedded server is started when needed and stopped by the last process that leaves it.
    """
    chosen = chosen or settings()
    keep_evidence_in(chosen.home / "evidence", chosen.evidence_limit_mb)
    with _let_go_of(chosen):
        if chosen.database_url:
            yield _open(_own(chosen, chosen.database_url.get_secret_value()), as_owner=as_owner)
        else:
            with _shared(chosen.home):
                yield _open(_embedded(chosen.home), as_owner=as_owner)


@contextmanager
def reading(chosen: Settings | None = None) -> Iterator[Session]:
    """One transaction that sees the installation as it stands and can only read; nothing is made or brought up to date.

    Refuses where there is no installation, or its tables are those of another version.
    """
    chosen = chosen or settings()
    with _let_go_of(chosen):
        if chosen.database_url:
            with _only_reading(_own(chosen, chosen.database_url.get_secret_value()).application) as session:
                yield session
        elif not embedded.is_made(chosen.home):
            raise Refused(f"“{chosen.home}”中没有本系统的数据。请检查 MUBIAO_HOME，或先执行 mubiao init。")
        else:
            with _shared(chosen.home), _only_reading(as_role(embedded.start(chosen.home), READER)) as session:
                yield session


@contextmanager
def _only_reading(url: str) -> Iterator[Session]:
    check_server(url)
    check_version()
    with begin() as session:
        run(session, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield session


@contextmanager
def _let_go_of(chosen: Settings) -> Iterator[None]:
    """Tell in a sentence what the database complains of; afterwards this process is bound to nothing."""
    try:
        yield
    except DBAPIError as error:
        raise Unavailable(f"{explain(error)}{_write_down(chosen.home, error)}") from error
    finally:
        unbind()


def _write_down(home: Path, error: DBAPIError) -> str:
    """Where the details are kept, to be added to the sentence; nothing when the disk is full."""
    log = home / "logs" / "errors.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as lines:
            traceback.print_exception(error, file=lines)
    except OSError:
        return ""
    return f"（详情见 {log}）"


def _own(chosen: Settings, url: str) -> Doors:
    url = _spelled(url, "DATABASE_URL")
    owner = _spelled(chosen.owner_url.get_secret_value(), "MUBIAO_OWNER_URL") if chosen.owner_url else url
    return Doors(url, owner, chosen.app_role, chosen.read_role)


def _embedded(home: Path) -> Doors:
    server = embedded.start(home)
    return Doors(as_role(server, APP), as_role(server, OWNER), APP, READER)


def _open(doors: Doors, *, as_owner: bool) -> str:
    check_server(doors.owner)
    migrate()
    allow(doors.app_role, doors.read_role)
    url = doors.owner if as_owner else doors.application
    check_server(url)
    return url


def _spelled(url: str, setting: str) -> str:
    return address(url, setting).render_as_string(hide_password=False)


@contextmanager
def _shared(home: Path) -> Iterator[None]:
    with _lock_file(home, "in-use.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with undisturbed():
                unbind()
                if _only_one(lock):
                    embedded.stop(home)


@contextmanager
def sole_run(home: Path) -> Iterator[None]:
    """Refuse a second `up` (or demonstration) on the same home while one is running."""
    with _lock_file(home, "up.lock") as lock:
        if not _only_one(lock):
            raise Refused(f"{home} 已有一个正在运行的 mubiao，请先停止它，或另设 MUBIAO_HOME。")
        yield


@contextmanager
def _lock_file(home: Path, name: str) -> Iterator[int]:
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = (home / name).open("a")
    except OSError as error:
        raise Unavailable(f"无法使用数据目录 {home}，请检查权限和磁盘，或另设 MUBIAO_HOME。") from error
    with file:
        yield file.fileno()


def _only_one(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
