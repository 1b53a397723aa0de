"""暂停: which periods stay closed because the agency paused their cycle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.cycles import find_cycle


@dataclass(frozen=True, slots=True)
class Halt:
    """A pause: from `first` to the day before `resumed` a cycle opens no period; with the reason."""

    cycle: str
    first: date
    resumed: date | None
    reason: str

    def holds(self, day: date) -> bool:
        """Return whether `day` lies in the pause; without a day of resumption it has no end."""
        return self.first <= day and (self.resumed is None or day < self.resumed)


def halted_on(halts: Iterable[Halt], cycle: str, day: date) -> Halt | None:
    """Return the pause of a cycle on `day`, the newest if several overlap; None if the cycle runs."""
    return max((h for h in halts if h.cycle == cycle and h.holds(day)), key=lambda halt: halt.first, default=None)


def held_back(halts: Iterable[Halt], cycle: str, opens_on: date, day: date, *, wanted: bool) -> Halt | None:
    """Return the pause that keeps a period closed on `day`: its opening day `opens_on` lies in a pause; else None.

    While the cycle is paused, such a period stays closed. Afterwards it stays closed unless `wanted`: opened already,
    or requested by name.
    """
    known = list(halts)
    missed = halted_on(known, cycle, opens_on)
    if missed is None:
        return None
    return halted_on(known, cycle, day) or (None if wanted else missed)


def describe_halt(halt: Halt) -> str:
    """Format a pause: “月度检查”自2026-04-20起暂停（机构改革）。 The text of a finished pause has its last day."""
    until = "起" if halt.resumed is None else f"至{halt.resumed - timedelta(days=1)}"
    return f"“{find_cycle(halt.cycle).name}”自{halt.first}{until}暂停（{halt.reason}）。"
