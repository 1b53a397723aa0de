"""Archives (.zip) that came with a mail or lie in a folder: opened one level, within limits, refused by name."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from models.intake.mail.text import decoded
from models.rules.errors import Refused

MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 200, 100_000_000, 100
DENSE = 1_000_000  # bytes that any archive may unpack to, however small it is
ENCRYPTED, UTF_8 = 0x1, 0x800
OTHERS = frozenset({".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".z", ".iso", ".cab"})
ZIP = b"PK\x03\x04"
MAGIC = {b"Rar!": ".rar", b"7z\xbc\xaf": ".7z", b"\x1f\x8b": ".gz"}
BROKEN = (BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, LookupError)
AS_FILES = "请取出其中的文件，作为普通附件或.zip发来"
LITTER = frozenset({"__macosx", ".ds_store", "thumbs.db", "desktop.ini"})


def is_archive(name: str, data: bytes) -> bool:
    """Return whether a file is a .zip by its name, or by its content under the name of another kind of archive."""
    ending = PurePosixPath(name.lower()).suffix
    return (ending == ".zip" and not data.startswith(tuple(MAGIC))) or (ending in OTHERS and data.startswith(ZIP))


def is_foreign(name: str, data: bytes) -> bool:
    """Return whether a file is an archive that is not opened: .rar, .7z and the like."""
    is_named = PurePosixPath(name.lower()).suffix in OTHERS and not data.startswith(ZIP)
    return is_named or data.startswith(tuple(MAGIC))


def unpack(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file in an archive, one after the other. Folders and litter are left out.

    Raises Refused, before anything is yielded if the archive may be dangerous or has a password, else at its damage.
    """
    try:
        archive = ZipFile(BytesIO(data))
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_litter(member)]
        _check(name, len(data), members)
        for member in members:
            yield _name_of(member), archive.read(member)
    except BROKEN as broken:
        raise Refused(f"压缩包“{name}”已损坏，没有打开，请重新压缩为.zip，或把文件作为普通附件发来") from broken


def _check(name: str, size: int, members: list[ZipInfo]) -> None:
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Refused(f"压缩包“{name}”设有密码，没有打开，请取消密码后重新发来")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise Refused(f"压缩包“{name}”的压缩方式特殊，没有打开，请重新压缩为.zip")
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > min(MAX_UNPACKED, max(DENSE, MAX_RATIO * size)):
        raise Refused(f"压缩包“{name}”解压后过大或文件过多，可能不安全，没有打开，请把文件作为普通附件分几封发来")


def _is_litter(member: ZipInfo) -> bool:
    """Return whether a member was put there by a program, not by a person."""
    parts = PurePosixPath(_name_of(member)).parts
    return any(part.lower() in LITTER or part.startswith(("._", "~$")) for part in parts)


def _name_of(member: ZipInfo) -> str:
    """Return the name of a member; without the mark of UTF-8 it is decoded as Windows in China wrote it."""
    if member.flag_bits & UTF_8:
        return member.filename
    return decoded(member.filename.encode("cp437", "replace"), "gbk")
