"""What small files in the data folder record: that a start has not ended, where its page is, the last backup."""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

RECORD, LISTENER, BACKUP = "starting", "page-address", "last-backup"
LONGEST = 180.0  # a new runner registers its deployments one after the other


def record_start(home: Path) -> None:
    """Record that a start, or a new registration of the schedules, begins now."""
    with suppress(OSError):  # on a full disk `check` does not know about it
        home.mkdir(parents=True, exist_ok=True)
        (home / RECORD).touch()


def end_start(home: Path) -> None:
    """Record that the start has ended."""
    with suppress(OSError):
        (home / RECORD).unlink()


def is_starting(home: Path) -> bool:
    """Returns whether a start began and did not end; one that took too long, or was killed, does not count."""
    try:
        lasted = time.time() - (home / RECORD).stat().st_mtime
    except OSError:
        return False
    return 0 <= lasted < LONGEST


def record_listener(home: Path, address: str) -> None:
    """Record at which address the page of this start listens; its port may not be the one of the setting."""
    with suppress(OSError):
        (home / LISTENER).write_text(address, encoding="utf-8")


def listener_of(home: Path, otherwise: str) -> str:
    """Returns the address at which the page listens since the last start, or the other one if none is on record."""
    try:
        return (home / LISTENER).read_text(encoding="utf-8") or otherwise
    except OSError:
        return otherwise


def record_backup(home: Path, at: datetime) -> None:
    """Record that a whole backup was written."""
    with suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
        (home / BACKUP).write_text(at.isoformat(), encoding="utf-8")


def last_backup(home: Path) -> datetime | None:
    """Returns when the last whole backup was written; None if none is on record."""
    try:
        return datetime.fromisoformat((home / BACKUP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
