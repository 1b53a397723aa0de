"""One installation: its database brought up and migrated, this process bound to it, and let go of again."""

import fcntl
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from deployments import embedded
from deployments.supervising import undisturbed
from models.database import address, bind, check_server, explain, unbind
from models.ledger.evidencing import keep_evidence_in
from models.migrations import allow, migrate
from models.rules.errors import Refused, Unavailable
from tasks.settings import Settings, settings


@contextmanager
def installation(chosen: Settings | None = None) -> Iterator[str]:
    """Bind this process to the installation's database and yield its address.

    The embedded server is started when needed and stopped by the last process that leaves it.
    """
    chosen = chosen or settings()
    keep_evidence_in(chosen.home / "evidence", chosen.evidence_limit_mb)
    try:
        if chosen.database_url:
            yield _open(chosen, chosen.database_url.get_secret_value())
        else:
            with _shared(chosen.home):
                yield _open(chosen, embedded.start(chosen.home))
    except DBAPIError as error:
        log = _write_down(chosen.home, error)
        raise Unavailable(f"{explain(error)}（详情见 {log}）") from error
    finally:
        unbind()


def _write_down(home: Path, error: DBAPIError) -> Path:
    log = home / "logs" / "errors.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as lines:
        traceback.print_exception(error, file=lines)
    return log


def _open(chosen: Settings, url: str) -> str:
    url = _spelled(url, "DATABASE_URL")
    owner = _spelled(chosen.owner_url.get_secret_value(), "MUBIAO_OWNER_URL") if chosen.owner_url else url
    check_server(owner)
    migrate()
    if chosen.app_role:
        allow(chosen.app_role)
    check_server(url)
    bind(url)
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
