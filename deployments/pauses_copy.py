"""A copy of the pauses in a file, so that `cycles` lists them without a database."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from models.rules.pause import Halt

COPY = "pauses.json"


def save_pauses(home: Path, halts: Sequence[Halt]) -> None:
    """Write the pauses to the file."""
    rows = [[halt.cycle, str(halt.first), halt.resumed and str(halt.resumed), halt.reason] for halt in halts]
    home.mkdir(parents=True, exist_ok=True)  # with an external database the folder may not exist yet
    partial = home / f"{COPY}.partial"
    partial.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    partial.rename(home / COPY)


def load_pauses(home: Path) -> list[Halt]:
    """Returns the pauses of the installation; an empty list if the file is missing or unreadable."""
    try:
        rows = json.loads((home / COPY).read_text(encoding="utf-8"))
        return [
            Halt(cycle, date.fromisoformat(first), date.fromisoformat(resumed) if resumed else None, reason)
            for cycle, first, resumed, reason in rows
        ]
    except (OSError, ValueError, TypeError):
        return []
