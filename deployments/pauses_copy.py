"""A copy of the pauses beside the database, so that `cycles` mentions them without a server."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from models.rules.pause import Halt

COPY = "pauses.json"


def keep_pauses(home: Path, halts: Sequence[Halt]) -> None:
    """Write the pauses down beside the database."""
    rows = [[halt.cycle, str(halt.first), halt.resumed and str(halt.resumed), halt.reason] for halt in halts]
    home.mkdir(parents=True, exist_ok=True)  # with a database of one's own nothing has made it yet
    partial = home / f"{COPY}.partial"
    partial.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    partial.rename(home / COPY)


def read_pauses(home: Path) -> list[Halt]:
    """The pauses of the installation; none where there is no installation, or never was a pause."""
    try:
        rows = json.loads((home / COPY).read_text(encoding="utf-8"))
        return [Halt(cycle, date.fromisoformat(first), _day(resumed), reason) for cycle, first, resumed, reason in rows]
    except (OSError, ValueError, TypeError):
        return []


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
