"""A mailbox in a folder (maildir), into which the mail server of this machine delivers."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Self

from models.intake.mail.headers import read_message_id
from models.intake.mail.structure import parse_headers
from models.rules.errors import Unavailable
from notifications.inbox.waiting import HEADERS, Fetched, Unreadable, Waiting, digest_of, fault_of

TAKEN = "F"  # the standard flag “flagged”: other programs keep it, and none sets it by itself, as they do with S (seen)
INFO = ":2,"
CHUNK = 1_000_000


class Maildir:
    """The subfolders `new` and `cur`. A taken mail stands in `cur` with F among its flags."""

    def __init__(self, folder: Path, disk: Path) -> None:
        self._folder, self._disk = folder, disk

    def __enter__(self) -> Self:
        if not all((self._folder / name).is_dir() for name in ("new", "cur")):
            raise Unavailable(
                f"收件箱“{self._folder}”不是maildir文件夹（缺少new或cur）或无权读取，请检查 MUBIAO_INBOX_URL。"
            )
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""

    def waiting(self) -> Iterator[Waiting]:
        """Yield the mails without the flag, by the time of their delivery: a mail keeps it when it is renamed."""
        found = [(state.st_mtime, path, state.st_size) for path, state in self._files() if TAKEN not in _flags(path)]
        for delivered, path, size in sorted(found):
            received_at = datetime.fromtimestamp(delivered, UTC)
            yield Waiting(_key(path), size, received_at, read_message_id(parse_headers(self._head(path))))

    def fetch(self, mail: Waiting) -> Fetched | None:
        """Return the bytes of a mail; those of its headers if it is too large or the disk is short."""
        path = self._find(mail.key)
        if path is None:
            return None
        try:
            if fault := fault_of(path.stat().st_size, self._disk):
                return Fetched(*digest_of(_pieces(path)), fault)
            data = path.read_bytes()
        except PermissionError as error:  # the others may be readable
            raise Unreadable(self._unreadable(error).message) from error
        except OSError as error:
            raise self._unreadable(error) from error
        return Fetched(data, sha256(data).hexdigest())

    def flag(self, mail: Waiting) -> None:
        """Rename a mail into `cur` with the flag; the flags it has stay."""
        path = self._find(mail.key)
        if path is None:
            return
        flags = "".join(sorted({*_flags(path), TAKEN}))
        try:
            path.rename(self._folder / "cur" / f"{mail.key}{INFO}{flags}")
        except FileNotFoundError:  # another program renamed it just now: it comes again, and its digest is known
            return
        except OSError as error:
            raise self._unreadable(error) from error

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Yield the mails: regular files; one that another program moves away meanwhile is left out."""
        for place in (self._folder / "new", self._folder / "cur"):
            try:
                paths = [path for path in place.iterdir() if not path.name.startswith(".")]
            except OSError as error:
                raise self._unreadable(error) from error
            for path in paths:
                try:
                    state = path.lstat()
                except FileNotFoundError:
                    continue
                if stat.S_ISREG(state.st_mode):
                    yield path, state

    def _find(self, key: str) -> Path | None:
        """Return where a mail is now: mostly where it arrived, so that not every name of a full folder is read."""
        arrived = self._folder / "new" / key
        if arrived.is_file() and not arrived.is_symlink():
            return arrived
        return next((path for path, _ in self._files() if _key(path) == key), None)

    def _head(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                return file.read(HEADERS)
        except (FileNotFoundError, PermissionError):
            return b""
        except OSError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: OSError) -> Unavailable:
        return Unavailable(f"收件箱“{self._folder}”无法读写（{error.strerror}），请检查权限和磁盘，稍后自动重试。")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def _key(path: Path) -> str:
    return path.name.partition(INFO)[0]


def _flags(path: Path) -> str:
    return path.name.partition(INFO)[2] if path.parent.name == "cur" else ""
