"""Free space on a disk: the reserve that stays free, and the message when it is reached."""

import errno
from pathlib import Path
from shutil import disk_usage

MEGABYTE = 2**20
# Below this, writing stops: PostgreSQL shuts down when its log finds no space, and then no query works either.
RESERVE = 200 * MEGABYTE
ENOUGH = 500 * MEGABYTE  # below this, the operator is asked to free space
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def free(place: Path) -> int:
    """Return the free bytes on the disk of a folder; if the folder does not exist, on that of its nearest parent."""
    while not place.exists():
        place = place.parent
    return disk_usage(place).free


def is_short(place: Path, more: int = 0) -> bool:
    """Return whether writing `more` bytes there would use the reserve."""
    return free(place) - more < RESERVE


def shortage(place: Path) -> str:
    """Return the message shown when writing stops because the disk is full."""
    room = f"剩余{free(place) // MEGABYTE}MB，低于{RESERVE // MEGABYTE}MB"
    return f"磁盘空间不足（{room}），已暂停写入，查询不受影响。请清理“{place}”所在磁盘，之后自动恢复。"


def data_folder(socket: object) -> Path | None:
    """Return the embedded server's data folder, which holds its socket; None if the server is another one."""
    folder = Path(socket) if isinstance(socket, str) and socket.startswith("/") else None
    return folder if folder and (folder / "PG_VERSION").is_file() else None
