"""The embedded PostgreSQL of one MUBIAO_HOME: created on first use, started, repaired, stopped."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from sqlalchemy import URL

from deployments import postmaster
from deployments.access import create_roles, is_protected, wait_for_rules, write_rules
from deployments.disk_reserve import RESCUE, release
from deployments.owner import Owner, programs_for, run_as, server_owner
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


def start(home: Path, settings: Mapping[str, str] | None = None) -> str:
    """Start the database of `home`, creating it on first use. Returns the superuser's SQLAlchemy address.

    `settings` are those of a server that this call starts, before the usual ones. `access.as_role` turns the address
    into that of the owner, the application or a reader.
    """
    data = home.resolve() / DATA
    with _explain_os_errors(home):
        release(data)
        if not is_protected(data, DATABASE):
            home.mkdir(parents=True, exist_ok=True)
            with _hold_lock(data.parent):
                release(data, RESCUE)
                _ensure_server(data, settings or {})
        return _address_of(data)


def stop(home: Path) -> None:
    """Stop the server of `home`, if it runs, and wait until its processes have ended."""
    data = home.resolve() / DATA
    if not data.is_dir():
        return
    with _explain_os_errors(home), _hold_lock(data.parent):
        _postmaster(data).stop()
        if (link := postmaster.socket_folder(data)) != data:
            link.unlink()


def data_of(home: Path) -> Path:
    """Returns the data folder of the database of `home`."""
    return home.resolve() / DATA


def exists(home: Path) -> bool:
    """Returns whether `home` has a complete database; False if its disk is not mounted."""
    return (data_of(home) / COMPLETE).is_file()


def is_running(home: Path) -> bool:
    """Returns whether the database of `home` answers a query; False if its disk is full."""
    with _explain_os_errors(home), suppress(Unavailable):
        return postmaster.is_answering(home.resolve() / DATA)
    return False


def _ensure_server(data: Path, settings: Mapping[str, str]) -> None:
    """Start the server if needed, and bring it to a protected state; the caller holds the lock of the home.

    One that was killed on the way is finished: the rules first, the roles last, so that all steps are done if the
    application can connect.
    """
    since = time.time()
    if postmaster.is_answering(data):
        write_rules(data)
        _postmaster(data).reload()
    else:
        _launch(data, settings)
    try:
        wait_for_rules(data, since)
        if not is_protected(data, DATABASE):  # a restarted server is protected already, and may be in use
            _create_database(data)
    except psycopg.Error as error:
        postmaster.check_lasting(data, str(error))
        raise Unavailable(f"数据库刚刚启动又中断，请重试；日志在“{data / 'log'}”。") from error


def _launch(data: Path, settings: Mapping[str, str]) -> None:
    owner = server_owner(data)
    programs = programs_for(data.parent, owner)
    if not _is_cluster(data):
        _create_cluster(data, programs, owner)
    write_rules(data)
    server = _postmaster(data)
    server.reload()  # a running server that refuses connections: its rules were changed by hand
    server.start(programs, owner, settings)


def _create_database(data: Path) -> None:
    with postmaster.connect(data, postmaster.USER) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
    with postmaster.connect(data, DATABASE) as connection:
        create_roles(connection)


def _postmaster(data: Path) -> postmaster.Postmaster:
    return postmaster.Postmaster(data, data.with_name("postgres.alive"))


def _address_of(data: Path) -> str:
    where = {"host": str(postmaster.socket_folder(data)), "port": str(postmaster.PORT)}
    return URL.create("postgresql+psycopg", postmaster.USER, database=DATABASE, query=where).render_as_string(
        hide_password=False
    )


@contextmanager
def _explain_os_errors(home: Path) -> Iterator[None]:
    """Turn system errors about `home` into a sentence with advice."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Unavailable(_disk_full_message(home)) from error
        reason = REASONS.get(error.errno or 0, f"系统错误 {errno.errorcode.get(error.errno or 0, '未知')}")
        raise Refused(f"数据文件夹“{home}”不能使用：{reason}。请检查 MUBIAO_HOME。") from error


def _disk_full_message(where: Path) -> str:
    return f"磁盘已满，请清理“{where}”所在磁盘后重试。"


@contextmanager
def _hold_lock(home: Path) -> Iterator[None]:
    """Hold the lock of `home`: one process at a time starts or stops its server. Raises Unavailable on timeout."""
    deadline = time.monotonic() + postmaster.PATIENCE
    with postmaster.open_lock(home / "postgres.lock") as lock:
        while not postmaster.try_lock(lock):
            if time.monotonic() > deadline:
                raise Unavailable("另一个进程正在启动或停止数据库，请稍后重试。")
            time.sleep(postmaster.PAUSE)
        yield


def _is_cluster(data: Path) -> bool:
    """Returns whether a complete cluster exists; an incomplete one is removed, or moved aside if it may hold rows."""
    for unfinished in data.parent.glob(f"{UNFINISHED}*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    has_rows = (data / "PG_VERSION").is_file() and (data / "global" / "pg_control").is_file()
    if has_rows and (data / COMPLETE).is_file():
        return True
    if has_rows:
        set_aside = tempfile.mkdtemp(prefix="postgres.aside-", dir=data.parent)
        data.rename(Path(set_aside) / DATA)
    elif data.is_dir() and not data.is_symlink():
        shutil.rmtree(data)
    return False


def _create_cluster(data: Path, programs: Path, owner: Owner | None) -> None:
    """Create the cluster in a temporary folder and rename it, so that `data` is complete or absent."""
    fresh = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=data.parent))
    if owner:
        os.chown(fresh, owner.uid, owner.gid)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["-U", postmaster.USER, "--auth-local=peer", "--auth-host=reject", "--no-instructions"]
    complaint = run_as(owner, [str(programs / "initdb"), "-D", str(fresh), *locale, *access], fresh)
    if complaint:
        full = "No space left" in complaint or shutil.disk_usage(data.parent).free < ROOM
        shutil.rmtree(fresh, ignore_errors=True)
        raise Unavailable(_disk_full_message(data) if full else f"数据库没有建成：{complaint.strip().splitlines()[-1]}")
    mark = os.open(fresh / COMPLETE, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, 0o600)
    os.close(mark)
    fresh.rename(data)
    _sync_folder(data.parent)


def _sync_folder(folder: Path) -> None:
    """Sync `folder`, so that a rename survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
