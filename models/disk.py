"""Room on a disk: how much of it stays free, and what is said when there is no more than that."""

import errno
from pathlib import Path
from shutil import disk_usage

MEGABYTE = 2**20
# With less than this left nothing is written: PostgreSQL ends when its log finds no room, and then nobody can read.
RESERVE = 200 * MEGABYTE
ENOUGH = 500 * MEGABYTE  # with less than this somebody should clear up
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def free(place: Path) -> int:
    """The bytes left on the disk of a folder, or of the place where it would be made."""
    while not place.exists():
        place = place.parent
    return disk_usage(place).free


def is_short(place: Path, more: int = 0) -> bool:
    """Whether writing `more` bytes there would take from the reserve."""
    return free(place) - more < RESERVE


def shortage(place: Path) -> str:
    """What to say when nothing is written to a disk for want of room."""
    room = f"剩余{free(place) // MEGABYTE}MB，低于{RESERVE // MEGABYTE}MB"
    return f"磁盘空间不足（{room}），已暂停写入，查询不受影响。请清理“{place}”所在磁盘，之后自动恢复。"


def data_folder(socket: object) -> Path | None:
    """The data folder of the embedded server, which keeps its socket among its data; of another server unknown."""
    folder = Path(socket) if isinstance(socket, str) and socket.startswith("/") else None
    return folder if folder and (folder / "PG_VERSION").is_file() else None
