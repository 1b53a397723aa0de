"""When the inbox was last read, and since when it does not answer: a file of this machine."""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

NAME = "inbox.json"


class InboxFailure(NamedTuple):
    """Since when the inbox does not answer, and the newest reason."""

    since: datetime
    words: str


def note_read(home: Path, at: datetime, withheld: Iterable[str] = ()) -> None:
    """Note that the inbox was read, and the keys of the mails that it listed and did not give."""
    _write(home, {"read_at": at.isoformat(), "withheld": [*withheld]})


def note_failure(home: Path, at: datetime, words: str, withheld: Iterable[str] = ()) -> None:
    """Note that the inbox did not answer; the first failure after a reading stays the beginning."""
    before = inbox_failure(home)
    since = (before.since if before else at).isoformat()
    _write(home, {"failing_since": since, "words": words, "withheld": [*withheld]})


def withheld_mails(home: Path) -> frozenset[str]:
    """Return the keys of the mails that the last run did not get."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        return frozenset(json.loads((home / NAME).read_text(encoding="utf-8")).get("withheld", ()))
    return frozenset()


def forget_reading(home: Path) -> None:
    """Note that no inbox is set any more: what failed before is no failure now."""
    with suppress(OSError):
        (home / NAME).unlink(missing_ok=True)


def inbox_failure(home: Path) -> InboxFailure | None:
    """Return since when the inbox does not answer; None if it was read, or never tried."""
    with suppress(OSError, ValueError, KeyError):
        data = json.loads((home / NAME).read_text(encoding="utf-8"))
        return InboxFailure(datetime.fromisoformat(data["failing_since"]), str(data["words"]))
    return None


def _write(home: Path, data: dict[str, str | list[str]]) -> None:
    partial = home / f"{NAME}.partial"
    with suppress(OSError):  # on a full disk only the warning is lost
        partial.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        partial.replace(home / NAME)
