"""拆开的来信: the folders in which mails lie unpacked while a process takes them, and what a killed process left."""

import os
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

PREFIX = "inbox-"


def unpack_folder(home: Path) -> TemporaryDirectory[str]:
    """Return a folder for the files of mails, for its owner alone, named by this process; a context manager."""
    return TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", dir=home)


def remove_left_over(home: Path) -> None:
    """Remove the folders of processes that ended without removing them. Those of other users stay."""
    for place in home.glob(f"{PREFIX}*"):
        number = place.name.removeprefix(PREFIX).partition("-")[0]
        if not (number.isdecimal() and _is_running(int(number))):
            rmtree(place, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (OSError, OverflowError) as error:
        return isinstance(error, PermissionError)  # of another user
    return True
