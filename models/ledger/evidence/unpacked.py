"""拆开的来信: the folders in which mails lie unpacked while a process takes them, and what a killed process left.

They stand in the evidence folder of this machine, which only its owner may enter: a mail may be marked (4.7).
"""

import os
from shutil import rmtree
from tempfile import TemporaryDirectory

from models.file_store.private import make_private
from models.ledger.evidence.store import evidence_store

PREFIX = "inbox-"


def unpack_folder() -> TemporaryDirectory[str]:
    """Return a folder for the files of mails, for its owner alone, named by this process; a context manager."""
    folder = evidence_store().scratch
    make_private(folder)
    return TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", dir=folder)


def remove_left_over() -> None:
    """Remove the folders of processes that ended without removing them. Those of other users stay."""
    for place in evidence_store().scratch.glob(f"{PREFIX}*"):
        number = place.name.removeprefix(PREFIX).partition("-")[0]
        if not (number.isdecimal() and _is_running(int(number))):
            rmtree(place, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (OSError, OverflowError) as error:
        return isinstance(error, PermissionError)  # of another user
    return True
