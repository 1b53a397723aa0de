"""The OS user under whom the embedded database runs, and the wheel's programs run as that user."""

import os
import signal
import subprocess
from pathlib import Path
from typing import NamedTuple

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "Asia/Shanghai"}


class Owner(NamedTuple):
    """The OS user the server runs as, where that is not the user we are."""

    uid: int
    gid: int


def run_as(owner: Owner | None, command: list[str], folder: Path, *, keep: int | None = None) -> str:
    """Run a program of the wheel in `folder`; its complaint, empty when it went well."""
    with subprocess.Popen(  # noqa: S603 - fixed programs of the wheel, no shell
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
    ) as program:
        try:
            said = program.communicate()[1]
        except KeyboardInterrupt:
            os.killpg(program.pid, signal.SIGKILL)  # initdb has children of its own
            raise
    return said.decode(errors="replace") or f"exit {program.returncode}" if program.returncode else ""
