"""The PostgreSQL server of one data folder: found, started, stopped, and cleaned up after a crash."""

import fcntl
import hashlib
import os
import re
import signal
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from deployments.owner import Owner, run_as
from models.rules.errors import Refused, Unavailable

USER = "postgres"
PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
LONGEST = 100  # maximum bytes of a socket's path; the system's limit is 107
PATIENCE = 120.0
UNSEEN = 10.0  # seconds to wait while a lock is held by processes of another container
PAUSE, LAUNCHES = 0.02, 3
START_LOG = "start.log"
NO_SPACE, OCCUPIED = "No space left", "too many clients"  # errors of a running server to a new connection
FIRST_SAFE_SYNCFS = (5, 8)  # the first Linux release whose syncfs reports failed writes


def recovery_sync_method(release: str) -> str:
    """Returns how a crashed server flushes its files: all at once if syncfs reports failed writes, else one by one."""
    numbers = [int(each) for each in re.findall(r"\d+", release)[:2]]
    return "syncfs" if tuple(numbers) >= FIRST_SAFE_SYNCFS else "fsync"


SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "fsync": "on",
    "recovery_init_sync_method": recovery_sync_method(os.uname().release),
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_size": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def try_lock(lock: int) -> bool:
    """Returns whether this process gets the exclusive lock on an open file."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def open_lock(path: Path) -> Iterator[int]:
    """Open a lock file; closing it releases the lock unless a child process inherited it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock
    finally:
        os.close(lock)


def socket_folder(data: Path) -> Path:
    """Returns the clients' socket folder: `data`, or a short link to it. Raises Refused if the link is not private."""
    if len(os.fsencode(data / SOCKET)) <= LONGEST and "," not in str(data):
        return data
    uid = os.geteuid()
    choices = (Path("/run"), Path(f"/run/user/{uid}"), Path(tempfile.gettempdir()))
    fitting = (each for each in choices if len(str(each)) < LONGEST // 2 and os.access(each, os.W_OK | os.X_OK))
    private = next(fitting, Path("/tmp")) / f"mubiao-{uid}"  # noqa: S108 - a folder of ours in it, checked below
    private.mkdir(mode=0o700, exist_ok=True)
    status = private.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid or status.st_mode & 0o077:
        raise Refused(f"“{private}”不是只属于当前用户的文件夹，请删除后重试。")
    link = private / hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    if not link.is_symlink() or link.readlink() != data:
        fresh = link.with_name(f"{link.name}.{os.getpid()}")
        fresh.symlink_to(data)
        fresh.replace(link)
    return link


def connect(data: Path, database: str, user: str = USER) -> psycopg.Connection:
    """Returns a connection to the server of `data`, by default of the superuser."""
    return psycopg.connect(
        host=str(socket_folder(data)), port=PORT, user=user, dbname=database, connect_timeout=2, autocommit=True
    )


def is_answering(data: Path, database: str = USER) -> bool:
    """Returns whether the server of `data` answers a query; True if it has no free connection.

    Raises Unavailable if its disk is full or its files are damaged.
    """
    if not (data / SOCKET).is_socket():
        return False
    try:
        with connect(data, database) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError as error:
        check_lasting(data, str(error))
        return OCCUPIED in str(error)


def check_lasting(data: Path, error: str) -> None:
    """Raises Unavailable if waiting will not mend this error or log: the disk is full, or files are damaged."""
    if NO_SPACE in error:
        raise Unavailable(f"磁盘已满，数据库无法使用。请清理“{data}”所在磁盘，之后自动恢复。")
    if re.search('"(base|global)/', error):
        raise Unavailable(f"“{data}”中的数据文件缺失或损坏。请另设 MUBIAO_HOME 恢复备份：mubiao restore。")


class Postmaster:
    """The server processes of one data folder.

    They are identified by the cluster name in their command lines, which a reused pid or a zombie lacks, and by a lock
    on `alive` that each of them inherits, which is visible even from another container.
    """

    def __init__(self, data: Path, alive: Path) -> None:
        self.data, self.alive = data, alive
        origin = f"{data.stat().st_dev}:{data.stat().st_ino}:{data}"
        self.name = f"mubiao-{hashlib.sha256(origin.encode(errors='surrogateescape')).hexdigest()[:12]}"

    def family(self) -> dict[int, bool]:
        """Returns the pids of the running processes; the value says whether it is the postmaster."""
        pids, signs = {}, {f"cluster_name={self.name}".encode(), os.fsencode(self.data)}
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):  # ended between listing and reading
                command = path.read_bytes().split(b"\0")
                if command[0].startswith(f"postgres: {self.name}:".encode()):
                    pids[int(path.parent.name)] = False
                elif command[0].endswith(b"postgres") and not signs.isdisjoint(command):
                    pids[int(path.parent.name)] = True
        return pids

    def start(self, programs: Path, owner: Owner | None, settings: Mapping[str, str]) -> None:
        """Start the server with SETTINGS and these, even after a crash; the caller holds the home's lock.

        Raises Unavailable if it fails.
        """
        started = last_seen = time.monotonic()
        launches = 0
        while not is_answering(self.data):
            now, running = time.monotonic(), self.family()
            dead = not running and not self._locked()
            last_seen = now if running or dead else last_seen
            launches += dead
            if launches > LAUNCHES or now - started > PATIENCE or now - last_seen > UNSEEN:
                raise self._failure()
            if dead:
                self._launch(programs, owner, {**SETTINGS, **settings})
            elif running and not any(running.values()):
                self._end_orphans()
            time.sleep(PAUSE)

    def stop(self) -> None:
        """Stop the server and wait until all of its processes have ended. Raises Unavailable on timeout."""
        for number, seconds in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            self._signal(number, [pid for pid, is_postmaster in self.family().items() if is_postmaster])
            if self._wait_until_ended(seconds):
                return
            if not any(self.family().values()):
                self._end_orphans()
                return
        raise Unavailable(f"数据库没有停下来，日志见 {self._log()}。")

    def reload(self) -> None:
        """Make a running server reload its settings and its rules of access."""
        self._signal(signal.SIGHUP, [pid for pid, is_postmaster in self.family().items() if is_postmaster])

    def _locked(self) -> bool:
        with open_lock(self.alive) as lock:
            return not try_lock(lock)

    def _launch(self, programs: Path, owner: Owner | None, settings: Mapping[str, str]) -> None:
        """Start a postmaster as a detached process; relative paths keep odd names out of pg_ctl's shell command."""
        self._remove_leftovers()
        options = " ".join(f"-c {key}={value}" for key, value in {"cluster_name": self.name, **settings}.items())
        command = [str(programs / "pg_ctl"), "-W", "-D", ".", "-l", START_LOG, "-o", options, "start"]
        with open_lock(self.alive) as lock:
            if try_lock(lock):
                run_as(owner, command, self.data, inherited=lock)

    def _remove_leftovers(self) -> None:
        """Remove the files of a dead postmaster; only called if no process of this folder runs."""
        _reap()
        for name in ("postmaster.pid", f"{SOCKET}.lock", SOCKET, START_LOG):
            (self.data / name).unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """Wait for the children of a killed postmaster, then kill them: a new one cannot start before."""
        for number, seconds in ((None, 0.5), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 10.0)):
            running = self.family()
            if any(running.values()):
                return
            if number is not None:
                self._signal(number, list(running))
            if self._wait_until_ended(seconds):
                return
        raise Unavailable("上次的数据库进程没有结束，请稍后重试。")

    def _signal(self, number: int, pids: list[int]) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _wait_until_ended(self, seconds: float) -> bool:
        """Returns whether all processes end within the timeout."""
        deadline = time.monotonic() + seconds
        while self.family():
            if time.monotonic() > deadline:
                return False
            time.sleep(PAUSE)
        _reap()
        return True

    def _log(self) -> Path:
        logs = [*self.data.glob("log/*.log"), *self.data.glob(START_LOG)]
        return max(logs, key=lambda log: log.stat().st_mtime, default=self.data / START_LOG)

    def _failure(self) -> Unavailable:
        if not self.family() and self._locked():
            return Unavailable(f"另一个系统或容器正在使用“{self.data}”，请先停止它。")
        logs = {log for log in (self._log(), self.data / START_LOG) if log.is_file()}
        text = "".join(log.read_text(errors="replace")[-4000:] for log in logs)
        check_lasting(self.data, text)
        return Unavailable(f"数据库没有启动，原因见日志 {self._log()}。")


def _reap() -> None:
    """Collect the exit status of dead servers that are our children, as pid 1 of a container must."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # already collected, or the child of another process
            if b"(postgres) Z" in path.read_bytes():
                os.waitpid(int(path.parent.name), os.WNOHANG)
