"""The embedded PostgreSQL of one MUBIAO_HOME: made on first use, found again, healed, stopped."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from sqlalchemy import URL

from deployments.access import await_rules, give_roles, protected, write_rules
from deployments.disk_reserve import RESCUE, give_up
from deployments.owner import Owner, run_as, server_owner
from deployments.postmaster import (
    NO_SPACE,
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
from deployments.programs import programs_for
from models.rules.errors import Refused, Unavailable

DATABASE = "mubiao"
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
    """Bring the database of `home` up, making it on first use, and tell the superuser's SQLAlchemy address.

    `access.as_role` makes of it the address of the owner, the application or a reader.
    """
    data = home.resolve() / DATA
    with _explained(home):
        give_up(data)
        if not protected(data, DATABASE):
            home.mkdir(parents=True, exist_ok=True)
            with _alone(data.parent):
                give_up(data, RESCUE)
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


def data_of(home: Path) -> Path:
    """Where the database of `home` keeps its data."""
    return home.resolve() / DATA


def is_made(home: Path) -> bool:
    """Whether `home` has a whole database; not so where its disk is not mounted."""
    return (data_of(home) / COMPLETE).is_file()


def running(home: Path) -> bool:
    """Whether the database of `home` really answers; one that has no room to does not."""
    with _explained(home), suppress(Unavailable):
        return answers(home.resolve() / DATA)
    return False


def _raise_server(data: Path) -> None:
    """Everything between nothing and a protected database that answers; the caller holds the home's lock.

    A server of before the roles existed, or one that was killed on the way, is brought there as well: the rules first,
    the roles last, so that whoever can connect as the application finds all of it done.
    """
    since = time.time()
    if answers(data):
        write_rules(data)
        _postmaster(data).reread()
    else:
        _launch(data)
    try:
        await_rules(data, since)
        if not protected(data, DATABASE):  # a server that only comes back has it all, and people at work in it
            _make_database(data)
    except psycopg.Error as error:
        if NO_SPACE in str(error):
            raise Unavailable(_full(data)) from error
        raise Unavailable(f"数据库刚刚启动又中断，请重试；日志在“{data / 'log'}”。") from error


def _launch(data: Path) -> None:
    owner = server_owner(data)
    programs = programs_for(data.parent, owner)
    if not _is_cluster(data):
        _make_cluster(data, programs, owner)
    write_rules(data)
    server = _postmaster(data)
    server.reread()  # one that lives but lets nobody in: its rules were changed by hand
    server.start(programs, owner)


def _make_database(data: Path) -> None:
    with connect(data, USER) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
    with connect(data, DATABASE) as connection:
        give_roles(connection)


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
    access = ["-U", USER, "--auth-local=peer", "--auth-host=reject", "--no-instructions"]
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
