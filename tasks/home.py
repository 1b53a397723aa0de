"""The folder that holds the state of an installation, and the account that runs the program."""

import os
import pwd
from pathlib import Path

from platformdirs import user_data_path

SYSTEM_HOME = Path("/var/lib/mubiao")


def home_folder() -> Path:
    """Returns MUBIAO_HOME if set, else the platform's user data folder.

    If run as root: a system folder that the database's user can enter.
    """
    if configured := os.environ.get("MUBIAO_HOME"):
        return Path(configured).expanduser().resolve()
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return SYSTEM_HOME
    return user_data_path("mubiao", appauthor=False)


def account_name() -> str:
    """Returns the name of the account of the operating system; its number if it has no name."""
    number = os.getuid()  # the environment can claim any name
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
