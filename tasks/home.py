"""The folder that holds the state of an installation, the account that runs it, and the name of the process."""

import os
import pwd
import socket
from pathlib import Path
from secrets import token_hex

from platformdirs import user_data_path

SYSTEM_HOME = Path("/var/lib/mubiao")
PROCESS = token_hex(4)


def home_folder() -> Path:
    """Returns MUBIAO_HOME if set, else the platform's user data folder.

    If run as root: a system folder that the database's user can enter.
    """
    if configured := os.environ.get("MUBIAO_HOME"):
        return Path(configured).expanduser().resolve()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return SYSTEM_HOME
    return user_data_path("mubiao", appauthor=False)


def has_registry() -> bool:
    """Returns whether this machine knows the registry of a host."""
    return bool(os.environ.get("MUBIAO_HOST_URL"))


def account_name() -> str:
    """Returns the name of the account of the operating system; its number if it has no name."""
    number = os.getuid()  # the environment can claim any name
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def worker_name() -> str:
    """Returns the name of this process in leases: two containers may have equal host names and process numbers."""
    return f"{socket.gethostname()}:{os.getpid()}:{PROCESS}"
