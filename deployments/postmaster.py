"""The server of one data folder: found, started, stopped, and cleared away after it was killed."""

import fcntl
import hashlib
import os
import re
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from deployments.owner import Owner, run_as
from models.rules.errors import Refused, Unavailable

USER = "postgres"
PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
LONGEST = 100  # bytes of a socket's path; the system's limit is 107
PATIENCE = 120.0
UNSEEN = 10.0  # seconds with a lock held by processes we cannot see
PAUSE = 0.05
LAUNCHES = 3
START_LOG = "start.log"
NO_SPACE, OCCUPIED = "No space left", "too many clients"  # what a living server says to a new connection
TELLING = (5, 8)  # the first Linux that tells of failed writes when a whole file system is flushed


def how_to_flush(release: str) -> str:
    """How a crashed server makes sure of its files: all at once on a Linux that tells of failed writes, else singly."""
    numbers = [int(each) for each in re.findall(r"\d+", release)[:2]]
    return "syncfs" if tuple(numbers) >= TELLING else "fsync"


SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "fsync": "on",
    "recovery_init_sync_method": how_to_flush(os.uname().release),
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


def taken(lock: int) -> bool:
    """Whether the lock on an open file is ours now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """An open lock file; closing it gives the lock back unless a child keeps it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock
    finally:
        os.close(lock)


def entrance(data: Path) -> Path:
    """The folder under which clients find the socket: `data`, or a short private link to it."""
    if len(os.fsencode(data / SOCKET)) <= LONGEST and "," not in str(data):
        return data
    uid = os.geteuid()
    choices = (Path("/run"), Path(f"/run/user/{uid}"), Path(tempfile.gettempdir()))
    fitting = (each for each in choices if len(str(each)) < LONGEST // 2 and os.access(each, os.W_OK | os.X_OK))
    private = next(fitting, Path("/tmp")) / f"mubiao-{uid}"  # noqa: S108 - a folder of ours in it, checked below
    private.mkdir(mode=0o700, exist_ok=True)
    seen = private.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != uid or seen.st_mode & 0o077:
        raise Refused(f"“{private}”不是只属于当前用户的文件夹，请删除后重试。")
    link = private / hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    if not link.is_symlink() or link.readlink() != data:
        fresh = link.with_name(f"{link.name}.{os.getpid()}")
        fresh.symlink_to(data)
        fresh.replace(link)
    return link


def connect(data: Path, database: str, user: str = USER) -> psycopg.Connection:
    """A connection to the server of `data`, of the superuser unless another role is named."""
    return psycopg.connect(
        host=str(entrance(data)), port=PORT, user=user, dbname=database, connect_timeout=2, autocommit=True
    )


def answers(data: Path, database: str = USER) -> bool:
    """Whether the server of `data` really answers a query; one that has no connection to spare does.

    Raises Unavailable when it lives but its disk is full.
    """
    if not (data / SOCKET).is_socket():
        return False
    try:
        with connect(data, database) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError as error:
        if NO_SPACE in str(error):
            raise Unavailable(_full(data)) from error
        return OCCUPIED in str(error)


def _full(data: Path) -> str:
    return f"磁盘已满，数据库无法使用。请清理“{data}”所在磁盘，之后自动恢复。"


class Postmaster:
    """The processes of one data folder.

    They are known by the cluster's name in their command lines, which a stranger with a reused pid and a zombie lack,
    and by a lock on `alive` that each of them inherits, which is seen even from another container.
    """

    def __init__(self, data: Path, alive: Path) -> None:
        self.data, self.alive = data, alive
        origin = f"{data.stat().st_dev}:{data.stat().st_ino}:{data}"
        self.name = f"mubiao-{hashlib.sha256(origin.encode(errors='surrogateescape')).hexdigest()[:12]}"

    def family(self) -> dict[int, bool]:
        """The pids of the living processes, each with whether it is the postmaster."""
        found, signs = {}, {f"cluster_name={self.name}".encode(), os.fsencode(self.data)}
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):  # gone between the listing and the reading
                command = path.read_bytes().split(b"\0")
                if command[0].startswith(f"postgres: {self.name}:".encode()):
                    found[int(path.parent.name)] = False
                elif command[0].endswith(b"postgres") and not signs.isdisjoint(command):
                    found[int(path.parent.name)] = True
        return found

    def start(self, programs: Path, owner: Owner | None) -> None:
        """Bring the server up, whatever became of the last one; the caller holds the home's lock."""
        begun = seen = time.monotonic()
        launches = 0
        while not answers(self.data):
            now, family = time.monotonic(), self.family()
            dead = not family and not self._locked()
            seen = now if family or dead else seen
            launches += dead
            if launches > LAUNCHES or now - begun > PATIENCE or now - seen > UNSEEN:
                raise self._failure()
            if dead:
                self._launch(programs, owner)
            elif family and not any(family.values()):
                self._end_orphans()
            time.sleep(PAUSE)

    def stop(self) -> None:
        """Stop the server and wait until none of its processes is left."""
        for number, seconds in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            self._send(number, [pid for pid, is_postmaster in self.family().items() if is_postmaster])
            if self._gone(seconds):
                return
            if not any(self.family().values()):
                self._end_orphans()
                return
        raise Unavailable(f"数据库没有停下来，日志见 {self._log()}。")

    def reread(self) -> None:
        """Have a living server read its settings and its rules of access again."""
        self._send(signal.SIGHUP, [pid for pid, is_postmaster in self.family().items() if is_postmaster])

    def _locked(self) -> bool:
        with opened(self.alive) as lock:
            return not taken(lock)

    def _launch(self, programs: Path, owner: Owner | None) -> None:
        """Start a postmaster as nobody's child; relative paths keep odd names out of pg_ctl's shell command."""
        self._clear()
        settings = " ".join(f"-c {key}={value}" for key, value in ({"cluster_name": self.name} | SETTINGS).items())
        command = [str(programs / "pg_ctl"), "-W", "-D", ".", "-l", START_LOG, "-o", settings, "start"]
        with opened(self.alive) as lock:
            if taken(lock):
                run_as(owner, command, self.data, keep=lock)

    def _clear(self) -> None:
        """Remove what a dead postmaster left; only called when no process of this folder lives."""
        _reap()
        for name in ("postmaster.pid", f"{SOCKET}.lock", SOCKET, START_LOG):
            (self.data / name).unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """Wait for the children of a killed postmaster, then end them: a new one cannot start beside them."""
        for number, seconds in ((None, 0.5), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 10.0)):
            family = self.family()
            if any(family.values()):
                return
            if number is not None:
                self._send(number, list(family))
            if self._gone(seconds):
                return
        raise Unavailable("上次的数据库进程没有结束，请稍后重试。")

    def _send(self, number: int, pids: list[int]) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _gone(self, seconds: float) -> bool:
        """Whether all processes end within the time."""
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
        said = "".join(log.read_text(errors="replace")[-4000:] for log in logs)
        if NO_SPACE in said:
            return Unavailable(_full(self.data))
        return Unavailable(f"数据库没有启动，原因见日志 {self._log()}。")


def _reap() -> None:
    """Take the exit status of dead servers that are our children, as pid 1 of a container must."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone already, or somebody else's child
            if b"(postgres) Z" in path.read_bytes():
                os.waitpid(int(path.parent.name), os.WNOHANG)
