"""拆开的来信: the folders in which mails lie unpacked while a process takes them, and what a killed process left.

They stand in the evidence folder, which only its owner may enter: what is in a mail may be marked (4.7).
"""

import os
from shutil import rmtree
from tempfile import TemporaryDirectory

from models.ledger.evidence.identity import make_store
from models.ledger.evidence.store import store_folder

PREFIX = "inbox-"


def unpack_folder() -> TemporaryDirectory[str]:
    """Return a folder for the files of mails, for its owner alone, named by this process; a context manager."""
    make_store(store_folder())
    return TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", dir=store_folder())


def remove_left_over() -> None:
    """Remove the folders of processes that ended without removing them. Those of other users stay."""
    for place in store_folder().glob(f"{PREFIX}*"):
        number = place.name.removeprefix(PREFIX).partition("-")[0]
        if not (number.isdecimal() and _is_running(int(number))):
            rmtree(place, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (OSError, OverflowError) as error:
        return isinstance(error, PermissionError)  # of another user
    return True
