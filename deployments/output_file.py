"""Output files: checked before any other work, written whole and for their owner only; none is overwritten unasked."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from models.rules.errors import Refused, Unavailable

OWNER_ONLY, ANYBODY = 0o600, 0o666
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def check_path(path: Path, endings: tuple[str, ...], *, force: bool) -> None:
    """Raises Refused if the suffix is wrong, the folder is missing, or the file exists."""
    if path.suffix.lower() not in endings:
        raise Refused(f"“{path.name}”应以 {' 或 '.join(endings)} 结尾，如 {path.stem or '文件'}{endings[0]}。")
    try:
        _check_free(path, force=force)
    except OSError as error:  # the name is too long, or the folder is not readable
        raise Refused(f"不能使用“{path}”这个位置，请检查文件名的长度和文件夹的权限。") from error


def _check_free(path: Path, *, force: bool) -> None:
    if not path.parent.is_dir():
        raise Refused(f"没有文件夹“{path.parent}”，请先建立，或改写文件的位置。")
    if path.is_dir():
        raise Refused(f"“{path}”是文件夹，请写明文件名。")
    if path.exists() and not force:
        raise Refused(f"“{path}”已经存在，没有改动；确需覆盖的，请加 --force。")


def write_file(path: Path, content: bytes, *, public: bool = False, mode: int | None = None) -> None:
    """Write the file atomically: an existing file stays until the new one is complete.

    Only its owner may read it, unless it is `public`: an empty form, or a paper that is handed out. A `mode` is given
    to it as it is, not changed by the umask.
    Raises Refused if the path is not writable, Unavailable if the disk is full.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(create(part, ANYBODY if public else OWNER_ONLY), "wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(content)
        part.replace(path)
    except OSError as error:
        _remove(part)
        if error.errno in FULL:
            raise Unavailable(f"磁盘空间不足，没有写入“{path}”，请清理后重试。") from error
        raise Refused(f"无法写入“{path}”，请检查权限，以及文件是否正被打开。") from error


def create(part: Path, mode: int = OWNER_ONLY) -> int:
    """Create an empty file in place of what is there, and return its descriptor; no link is followed."""
    part.unlink(missing_ok=True)
    return os.open(part, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, mode)


def _remove(part: Path) -> None:
    with suppress(OSError):  # an unwritable folder holds no partial file
        part.unlink(missing_ok=True)
