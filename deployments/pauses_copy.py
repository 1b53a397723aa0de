"""A copy in a file of what keeps cycles closed: pauses, and the go-live date. `cycles` reads it without a database."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.rules.pause import Halt
from models.rules.periods import Period

COPY = "pauses.json"


@dataclass(frozen=True, slots=True)
class KeptClosed:
    """The pauses, the go-live date, and the cycles and periods that open although they began before it."""

    halts: Sequence[Halt] = ()
    live: date = date.min
    ordered: Collection[tuple[str, str]] = ()

    def is_left_out(self, cycle: str, period: Period) -> bool:
        """Return whether a period began before the go-live date and no order opens it."""
        return period.start < self.live and (cycle, str(period)) not in self.ordered


def save_pauses(home: Path, kept: KeptClosed) -> None:
    """Write the copy."""
    halts = [[halt.cycle, str(halt.first), halt.resumed and str(halt.resumed), halt.reason] for halt in kept.halts]
    text = {"halts": halts, "live": str(kept.live), "ordered": sorted(kept.ordered)}
    home.mkdir(parents=True, exist_ok=True)  # with an external database the folder may not exist yet
    partial = home / f"{COPY}.partial"
    partial.write_text(json.dumps(text, ensure_ascii=False), encoding="utf-8")
    partial.rename(home / COPY)


def load_pauses(home: Path) -> KeptClosed:
    """Returns the copy of the installation; nothing is kept closed if the file is missing or unreadable."""
    try:
        text = json.loads((home / COPY).read_text(encoding="utf-8"))
        halts = [
            Halt(cycle, date.fromisoformat(first), date.fromisoformat(resumed) if resumed else None, reason)
            for cycle, first, resumed, reason in text["halts"]
        ]
        ordered = {(cycle, period) for cycle, period in text["ordered"]}
        return KeptClosed(halts, date.fromisoformat(text["live"]), ordered)
    except (OSError, ValueError, TypeError, LookupError):
        return KeptClosed()
