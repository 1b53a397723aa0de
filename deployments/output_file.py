"""The file that a person asked for: refused before anything else when it cannot be written, and never overwritten."""

import errno
from pathlib import Path

from models.rules.errors import Refused, Unavailable

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def check_place(place: Path, endings: tuple[str, ...], *, force: bool) -> None:
    """Refuse a place with another ending, without its folder, or where something is already."""
    if place.suffix.lower() not in endings:
        raise Refused(f"“{place.name}”应以 {' 或 '.join(endings)} 结尾。")
    try:
        _check_free(place, force=force)
    except OSError as error:  # a name that is too long, a folder that may not be looked into
        raise Refused(f"不能使用“{place}”这个位置，请检查文件名的长度和文件夹的权限。") from error


def _check_free(place: Path, *, force: bool) -> None:
    if not place.parent.is_dir():
        raise Refused(f"没有文件夹“{place.parent}”，请先建立，或改写文件的位置。")
    if place.is_dir():
        raise Refused(f"“{place}”是文件夹，请写明文件名。")
    if place.exists() and not force:
        raise Refused(f"“{place}”已经存在，没有改动；确需覆盖的，请加 --force。")


def put(place: Path, content: bytes) -> None:
    """Write the file, whole or not at all: until it is whole, what was there stays.

    Raises Refused where it must not be written, Unavailable when the disk is full.
    """
    part = place.with_name(f".{place.name}.part")
    try:
        part.write_bytes(content)
        part.replace(place)
    except OSError as error:
        _clear_away(part)
        if error.errno in FULL:
            raise Unavailable(f"磁盘空间不足，没有写入“{place}”，请清理后重试。") from error
        raise Refused(f"无法写入“{place}”，请检查权限，以及文件是否正被打开。") from error


def _clear_away(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:  # where nothing may be written nothing was
        return
