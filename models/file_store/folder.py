"""A store of files in a folder of this machine: copied atomically, durably, and by one writer at a time."""

import errno
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from models.disk import FULL, MEGABYTE, RESERVE, free, is_short
from models.file_store.letters import LetterFolder
from models.file_store.port import PIECE, ChangedFile
from models.file_store.private import make_private, open_to_others
from models.rules.errors import Unavailable

KEY = "store.id"
STRANGERS, DRAFTS, LETTERS, BOARDS = "strangers", "page", "rehearsal", "board"  # next to the folder of the evidence
WRITE_ERRORS = {errno.ENOENT: "文件不存在", errno.EACCES: "没有读取权限", errno.EISDIR: "这是一个文件夹"}


def place_of(folder: Path, digest: str) -> Path:
    """Return the path of the file with this SHA-256 in a folder."""
    return folder / digest[:2] / digest


@dataclass(frozen=True, slots=True)
class Folder:
    """Files in a folder; unless `lasting` nothing is synced, because they need not survive a power failure."""

    folder: Path
    lasting: bool = True

    @property
    def address(self) -> str:
        """Return an empty text: the folder is that of this machine's setting."""
        return ""

    @property
    def closed(self) -> str:
        """Return an empty text: files can be kept."""
        return ""

    @property
    def scratch(self) -> Path:
        """Return the folder itself."""
        return self.folder

    def put(self, content: IO[bytes], digest: str, *, checked: bool = True) -> None:
        """Copy a file to its place; raises Unavailable if that fails, and leaves no partial file."""
        place = place_of(self.folder, digest)
        try:
            if place.exists():
                return
            make_private(self.folder)
            place.parent.mkdir(exist_ok=True)
            self._copy(content, place, digest if checked else "")
        except ChangedFile:
            raise
        except OSError as error:
            raise _storage_error(error) from error

    def _copy(self, content: IO[bytes], place: Path, digest: str) -> None:
        """Copy a file atomically and durably; it is hashed while it is written, and has the digest if one is given."""
        partial = place.with_suffix(".partial")
        with partial.open("ab") as target:
            fcntl.flock(target, fcntl.LOCK_EX)  # one writer at a time if the same file is stored twice at once
            try:
                if not place.exists():
                    target.truncate(0)
                    copied = sha256()
                    while piece := content.read(PIECE):
                        copied.update(piece)
                        target.write(piece)
                    if digest and copied.hexdigest() != digest:
                        raise ChangedFile(digest)
                    target.flush()
                    if self.lasting:
                        os.fsync(target.fileno())
                    partial.rename(place)
            finally:
                partial.unlink(missing_ok=True)

    def open(self, digest: str) -> BufferedReader:
        """Return a file to read, as it is."""
        return place_of(self.folder, digest).open("rb")

    def read(self, digest: str) -> bytes:
        """Return a file. Raises ChangedFile if it has another content."""
        content = place_of(self.folder, digest).read_bytes()
        if sha256(content).hexdigest() != digest:
            raise ChangedFile(digest)
        return content

    def exists(self, digest: str) -> bool:
        """Return whether a file is there."""
        return place_of(self.folder, digest).is_file()

    def size(self, digest: str) -> int:
        """Return the size of a file in bytes."""
        return place_of(self.folder, digest).stat().st_size

    def settle(self, digests: Sequence[str]) -> None:
        """Sync each folder of these files once, so that the new names survive a power failure."""
        inner = sorted({place_of(self.folder, digest).parent for digest in digests})
        try:
            for folder in [*inner, self.folder] if self.lasting else []:
                handle = os.open(folder, os.O_RDONLY)
                os.fsync(handle)
                os.close(handle)
        except OSError as error:
            raise _storage_error(error) from error

    def require_room(self, name: str, size: int) -> None:
        """Raise Unavailable if a file of this size would use the reserve of the disk."""
        if is_short(self.folder, size):
            left = f"剩余{free(self.folder) // MEGABYTE}MB，其中{RESERVE // MEGABYTE}MB留作备用"
            advice = f"请清理“{self.folder}”所在磁盘后重试。"
            raise Unavailable(f"印证材料“{name}”未保存：磁盘空间不足（{left}）。{advice}")

    def read_key(self) -> str:
        """Return what the file of the identity says; empty without one."""
        with suppress(OSError, UnicodeDecodeError):
            return (self.folder / KEY).read_text(encoding="utf-8").strip()
        return ""

    def write_key(self, key: str) -> None:
        """Write the file of the identity, in place of any other one."""
        try:
            make_private(self.folder)
            (self.folder / KEY).write_text(f"{key}\n", encoding="utf-8")
        except OSError as error:
            raise Unavailable(f"无法写入印证材料文件夹“{self.folder}”，请检查权限和磁盘空间。") from error

    def explain_other(self, key: str, address: str) -> str:
        """Return in words that the database has another folder, or no folder."""
        if address:
            return f"本数据库的印证材料在“{address}”，不在文件夹“{self.folder}”，请设置 MUBIAO_EVIDENCE_URL。"
        return (
            f"“{self.folder}”不是本数据库的印证材料文件夹，另有一个 MUBIAO_HOME 在用这个数据库。"
            f"请改用原来的 MUBIAO_HOME，或把其中的 evidence 文件夹整个复制过来；"
            f"原文件夹确已丢失的，在该处建文件 {KEY}，写入编号 {key}。"
        )

    def open_to_others(self) -> str:
        """Return in words that other users may enter the folder; empty if they may not."""
        return open_to_others(self.folder)

    def strangers(self) -> "TimedFolder":
        """Return their folder; what is in it need not survive a power failure."""
        return TimedFolder(self.folder.parent / STRANGERS, lasting=False)

    def drafts(self) -> "TimedFolder":
        """Return their folder."""
        return TimedFolder(self.folder.parent / DRAFTS, lasting=False)

    def letters(self) -> LetterFolder:
        """Return their folder."""
        return LetterFolder(self.folder.parent / LETTERS)

    def boards(self) -> LetterFolder:
        """Return their folder."""
        return LetterFolder(self.folder.parent / BOARDS)


class TimedFolder(Folder):
    """Files that are kept for a time: the only ones that are deleted."""

    def put(self, content: IO[bytes], digest: str, *, checked: bool = True) -> None:
        """Copy a file to its place, as above; one that is there is as new."""
        with suppress(FileNotFoundError):
            os.utime(place_of(self.folder, digest))
        Folder.put(self, content, digest, checked=checked)

    def write(self, name: str, content: bytes) -> None:
        """Write a file under a name, whole or not at all."""
        place = place_of(self.folder, name)
        make_private(self.folder)
        place.parent.mkdir(exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, delete=False) as partial:
            partial.write(content)
        Path(partial.name).replace(place)

    def load(self, name: str) -> bytes | None:
        """Return a file by its name."""
        with suppress(FileNotFoundError):
            return place_of(self.folder, name).read_bytes()
        return None

    def entries(self) -> Iterator[tuple[str, datetime]]:
        """Yield the name of each file, and when it was written."""
        for file in self.folder.glob("*/*"):
            with suppress(FileNotFoundError):
                yield file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC)

    def delete(self, name: str) -> None:
        """Delete a file, if it is there."""
        place_of(self.folder, name).unlink(missing_ok=True)


def _storage_error(error: OSError) -> Unavailable:
    full = "磁盘已满，请清理磁盘空间后重试"
    reason = full if error.errno in FULL else WRITE_ERRORS.get(error.errno or 0, "系统拒绝写入")
    return Unavailable(f"无法保存印证材料：{reason}。")
