"""Room kept back on the database's disk: given up when the disk is full, so that the database starts and can be read.

On a full disk PostgreSQL lets nobody in and cannot recover from a crash. With so little left no transaction writes
(`models.disk`), but what else lives on the disk may fill the room again: so a second piece is kept until the database
lets nobody in.
"""

import os
from contextlib import suppress
from pathlib import Path

from models.disk import MEGABYTE, RESERVE, free

NAME, RESCUE = "mubiao.ballast", "mubiao.ballast.rescue"
SIZES = {NAME: 64 * MEGABYTE, RESCUE: 32 * MEGABYTE}
LAST = 32 * MEGABYTE  # with less left, a server may stop or let nobody in


def lay(data: Path) -> None:
    """Keep room back in the data folder, when there is plenty and it is not done yet."""
    for name, size in SIZES.items():
        place = data / name
        if place.exists() or not data.is_dir() or free(data) < RESERVE + 2 * size:
            continue
        fresh = data / f"{name}.new"
        with suppress(OSError), fresh.open("wb") as file:  # without it one thing less helps; nothing fails
            os.posix_fallocate(file.fileno(), 0, size)
            fresh.rename(place)
        fresh.unlink(missing_ok=True)


def give_up(data: Path, name: str = NAME) -> bool:
    """Free a piece of what was kept back when the disk is as good as full; whether that was done."""
    place = data / name
    if free(data) >= LAST or not place.exists():
        return False
    with suppress(OSError):
        place.unlink()
    return not place.exists()
