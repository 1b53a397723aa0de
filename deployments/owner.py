"""The OS user under whom the embedded database runs, and the wheel's programs run as that user."""

import os
import pwd
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from deployments.stop_signals import unbroken
from models.rules.errors import Refused

SERVER_USER = "pgserver"
ROOT = 0
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "Asia/Shanghai"}


class Owner(NamedTuple):
    """The OS user the server runs as, where that is not the user we are."""

    uid: int
    gid: int


def run_as(owner: Owner | None, command: list[str], folder: Path, *, keep: int | None = None) -> str:
    """Run a program of the wheel in `folder`; its complaint, empty when it went well."""
    program = None
    try:
        with unbroken():  # somebody must know of it before it can be stopped
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
                pass_fds=() if keep is None else (keep,),
            )
        said = program.communicate()[1]
    except KeyboardInterrupt:
        if program:
            _kill(program)
        raise
    return said.decode(errors="replace") or f"exit {program.returncode}" if program.returncode else ""


def _kill(program: subprocess.Popen[bytes]) -> None:
    """End a program with all that it has started, and wait until nothing of it is left that could write."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    if program.stderr and not program.stderr.closed:
        program.stderr.read()  # to its end: nobody holds the other one any more


def name_of(uid: int) -> str:
    """The name of an OS user, by which alone the database knows who connects; refuses one without."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        if uid == ROOT:
            return "root"
        raise Refused(f"操作系统中没有编号为{uid}的用户名，数据库无法识别。请换一个有用户名的用户运行。") from None


def server_owner(data: Path) -> Owner | None:
    """Who runs the server: ourselves, or where we are root the folder's owner, at first `pgserver`."""
    if os.geteuid() != ROOT:
        name_of(os.geteuid())
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
    closed = next((each for each in reversed(home.parents) if not enters(each, owner)), None)
    if closed is None and not enters(home, owner):
        if home.samefile(pwd.getpwuid(0).pw_dir):
            closed = home
        else:
            os.chown(home, -1, owner.gid)
            home.chmod(home.stat().st_mode & 0o7777 | 0o010)
    if closed:
        advice = "请把 MUBIAO_HOME 设在 /var/lib/mubiao 等其他用户可进入的目录"
        raise Refused(f"以 root 运行时，数据库用户 {SERVER_USER} 进不了“{closed}”。{advice}。")


def enters(path: Path, owner: Owner) -> bool:
    """Whether the mode bits let the server's user into a folder, or run a program."""
    seen = path.stat()
    if seen.st_uid == owner.uid:
        return bool(seen.st_mode & 0o100)
    return bool(seen.st_mode & (0o010 if seen.st_gid == owner.gid else 0o001))
