"""The locks of a home: who uses its embedded server, which the last one stops, and the one `up` or demonstration."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deployments import embedded
from deployments.child_processes import ignore_interrupts
from deployments.postmaster import try_lock
from models.rules.errors import Refused, Unavailable


@contextmanager
def share_server(home: Path) -> Iterator[None]:
    """Hold a shared lock while the embedded server is in use; the last process stops it."""
    with _lock_file(home, "in-use.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with ignore_interrupts():
                from models.database import unbind  # noqa: PLC0415 - a demonstration starts its server before it is loaded

                unbind()
                if try_lock(lock):
                    embedded.stop(home)


@contextmanager
def sole_run(home: Path) -> Iterator[None]:
    """Hold the lock of one `up` or demonstration. Raises Refused if another one runs on the same home."""
    with _lock_file(home, "up.lock") as lock:
        if not try_lock(lock):
            raise Refused(f"{home} 已有一个正在运行的 mubiao，请先停止它，或另设 MUBIAO_HOME。")
        yield


@contextmanager
def _lock_file(home: Path, name: str) -> Iterator[int]:
    """Open a lock file. Raises Unavailable if the folder cannot be used."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = (home / name).open("a")
    except OSError as error:
        raise Unavailable(f"无法使用数据目录 {home}，请检查权限和磁盘，或另设 MUBIAO_HOME。") from error
    with file:
        yield file.fileno()
