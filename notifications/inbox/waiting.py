"""What every mailbox offers: the mails that wait in it, their bytes within limits, and the flag of a taken one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol, Self

from models.disk import MEGABYTE, free
from models.rules.errors import Unavailable

LARGEST, LEAST_FREE = 30 * MEGABYTE, 2_048 * MEGABYTE  # bytes of a mail that is read whole; bytes of free disk
HEADERS = 262_144  # bytes
UNLISTED = datetime.max.replace(tzinfo=UTC)  # the instant of a mail that the server does not describe


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that is not flagged as taken: its key in this session, size, the instant it was received, its Message-ID.

    The Message-ID stands as in the header, with its angle brackets; empty if there is none. It is the sender's word:
    two mails may have the same.
    """

    key: str
    size: int
    received_at: datetime
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a mail and their SHA-256. With a `fault`, which tells why, `data` holds only its headers."""

    data: bytes
    digest: str
    fault: str = ""


class Unreadable(Unavailable):
    """One mail cannot be read; the mailbox answers, and the next mail may be read."""


class Inbox(Protocol):
    """An open mailbox. Every method raises Unavailable, with a sentence, if the mailbox does not answer."""

    def __enter__(self) -> Self:
        """Return the open mailbox."""

    def __exit__(self, *_: object) -> None:
        """Close the connection; nothing is deleted."""

    def waiting(self) -> Iterator[Waiting]:
        """Yield the mails that are not flagged, in the order received; their text is not read. UNLISTED ones too."""

    def fetch(self, mail: Waiting) -> Fetched | None:
        """Return the bytes of a mail, its headers alone if it is too large or the disk short; None if it is not given.

        Raises Unreadable if only this mail cannot be read.
        """

    def flag(self, mail: Waiting) -> None:
        """Mark a mail as taken; it stays where it is. A mail that is gone is no error."""


def fault_of(size: int, disk: Path) -> str:
    """Return why a mail of this size is not read whole; empty if it is."""
    if size > LARGEST:
        return f"这封信有{-(-size // MEGABYTE)}MB，超过{LARGEST // MEGABYTE}MB，只收取了信头，请压缩后分几封重新发来。"
    if (left := free(disk)) < LEAST_FREE:
        room = f"{left // MEGABYTE}MB，不足{LEAST_FREE // MEGABYTE}MB"
        return f"收信的磁盘只剩{room}，这封信只收取了信头，请清理磁盘后请对方重新发来。"
    return ""


def digest_of(pieces: Iterable[bytes]) -> tuple[bytes, str]:
    """Return the first bytes and the SHA-256 of a mail that is read in pieces and not kept."""
    head, digest = b"", sha256()
    for piece in pieces:
        head += piece[: max(HEADERS - len(head), 0)]
        digest.update(piece)
    return head, digest.hexdigest()
