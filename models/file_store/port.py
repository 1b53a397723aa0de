"""The port of a store of files: each file stands under its SHA-256, is put once and never changed."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import datetime
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Protocol, TypeAlias

Opened: TypeAlias = BufferedReader | BytesIO
PIECE = 1 << 20  # bytes that are read at a time


class ChangedFile(OSError):  # noqa: N818 - the state of a file
    """A file has another content than its SHA-256 says."""


class FilesByDigest(Protocol):
    """Files by SHA-256. Each call raises Unavailable if the store cannot be asked."""

    def put(self, content: IO[bytes], digest: str, *, checked: bool = True) -> None:
        """Put a file durably, unless it is there. Raises ChangedFile if it is `checked` and has another SHA-256."""

    def open(self, digest: str) -> Opened:
        """Return a file to read. Raises FileNotFoundError without it, another OSError if it cannot be read."""

    def read(self, digest: str) -> bytes:
        """Return a file. Raises ChangedFile if it has another content, OSError as `open`."""

    def exists(self, digest: str) -> bool:
        """Return whether a file is there."""


class FileStore(FilesByDigest, Hashable, Protocol):
    """The store of the evidence, from which nothing is deleted, and the stores that belong to it."""

    @property
    def address(self) -> str:
        """Return where it is, without what opens it; empty for a folder of this machine."""

    @property
    def closed(self) -> str:
        """Return in words why no file can be kept in it; empty if files can."""

    @property
    def scratch(self) -> Path:
        """Return the folder of this machine in which files lie unpacked; only its owner may enter it."""

    @property
    def lasting(self) -> bool:
        """Return whether what is put survives a power failure, so that the store has an identity."""

    def size(self, digest: str) -> int:
        """Return the size of a file in bytes. Raises OSError as `open`."""

    def settle(self, digests: Sequence[str]) -> None:
        """Make the names of files last that were put. Raises Unavailable if that fails."""

    def require_room(self, name: str, size: int) -> None:
        """Raise Unavailable if there is no room for a file of this name and size in bytes."""

    def read_key(self) -> str:
        """Return the identity of the store; empty without one."""

    def write_key(self, key: str) -> None:
        """Give the store its identity. Raises Refused if it has another one for good, Unavailable if that fails."""

    def explain_other(self, key: str, address: str) -> str:
        """Return in words that a database with this key has another store than this one, at `address` if given."""

    def open_to_others(self) -> str:
        """Return in words that other users of the machine may read the store; empty if they may not."""

    def strangers(self) -> "TimedFiles":
        """Return the store of the files that strangers sent; no backup takes it."""

    def drafts(self) -> "TimedFiles":
        """Return the store of the files of drafts, and of what the page told; no backup takes it."""

    def letters(self) -> "Letters":
        """Return the place of the letters that a rehearsal does not send (A51)."""

    def boards(self) -> "Letters":
        """Return the place of the 总表 of a cell."""


class TimedFiles(FilesByDigest, Protocol):
    """Files that are kept for a time, some of them under a name that says nothing of their content."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file under a name, in place of the one of that name. Raises OSError if that fails."""

    def load(self, name: str) -> bytes | None:
        """Return a file by its name; None if it is not there."""

    def entries(self) -> Iterator[tuple[str, datetime]]:
        """Yield the name of each file, and when it was put."""

    def delete(self, name: str) -> None:
        """Delete a file, if it is there."""


class Letters(Protocol):
    """A place of letters, by their names; `str()` says where it is."""

    def write(self, name: str, content: bytes) -> str:
        """Write a letter, in place of the one of that name; returns where. Raises OSError if that fails."""
