"""The record that `mubiao up` is starting: until it ends, server and schedules are not expected to be complete."""

import time
from contextlib import suppress
from pathlib import Path

RECORD = "starting"
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
