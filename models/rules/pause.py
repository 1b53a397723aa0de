"""暂停: which periods stay closed because the agency holds their cycle back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.cycles import find_cycle


@dataclass(frozen=True, slots=True)
class Halt:
    """A stretch of days on which a cycle opens nothing, from `first` to the day before `resumed`, and the reason."""

    cycle: str
    first: date
    resumed: date | None
    reason: str

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the pause; without a day of resuming it has no end."""
        return self.first <= day and (self.resumed is None or day < self.resumed)


def halted_on(halts: Iterable[Halt], cycle: str, day: date) -> Halt | None:
    """The pause in which a cycle finds itself on `day`, the newest where several meet."""
    return max((h for h in halts if h.cycle == cycle and h.holds(day)), key=lambda halt: halt.first, default=None)


def held_back(halts: Iterable[Halt], cycle: str, opens_on: date, day: date, *, wanted: bool) -> Halt | None:
    """The pause that keeps a period closed on `day`, if one does: its opening day `opens_on` lies in a pause.

    While the cycle is paused nothing opens such a period. Afterwards it stays closed until somebody wants it (`wanted`:
    asked for by name, or opened already).
    """
    known = list(halts)
    missed = halted_on(known, cycle, opens_on)
    if missed is None:
        return None
    return halted_on(known, cycle, day) or (None if wanted else missed)


def describe_halt(halt: Halt) -> str:
    """A pause in a sentence: “月度检查”自2026-04-20起暂停（机构改革）。 One that is over is told with its last day."""
    until = "起" if halt.resumed is None else f"至{halt.resumed - timedelta(days=1)}"
    return f"“{find_cycle(halt.cycle).name}”自{halt.first}{until}暂停（{halt.reason}）。"
