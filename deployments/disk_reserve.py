"""Disk space reserved for the database, released on a full disk, so that the database starts and can be queried.

On a full disk PostgreSQL refuses connections and cannot recover from a crash. Below a minimum no transaction writes
(`models.disk`), but other programs on the disk may use up the rest. Therefore a second piece is reserved until the
database refuses connections.
"""

import os
from contextlib import suppress
from pathlib import Path

from models.disk import MEGABYTE, RESERVE, free

NAME, RESCUE = "mubiao.ballast", "mubiao.ballast.rescue"
SIZES = {NAME: 64 * MEGABYTE, RESCUE: 32 * MEGABYTE}
LAST = 32 * MEGABYTE  # below this a server may stop or refuse connections


def lay(data: Path) -> None:
    """Create the reserve in the data folder, if space is plentiful and it does not exist yet."""
    for name, size in SIZES.items():
        path = data / name
        if path.exists() or not data.is_dir() or free(data) < RESERVE + 2 * size:
            continue
        fresh = data / f"{name}.new"
        with suppress(OSError), fresh.open("wb") as file:  # the reserve is optional: nothing fails without it
            os.posix_fallocate(file.fileno(), 0, size)
            fresh.rename(path)
        fresh.unlink(missing_ok=True)


def release(data: Path, name: str = NAME) -> bool:
    """Delete a piece of the reserve if the disk is nearly full. Returns whether it was deleted."""
    path = data / name
    if free(data) >= LAST or not path.exists():
        return False
    with suppress(OSError):
        path.unlink()
    return not path.exists()
