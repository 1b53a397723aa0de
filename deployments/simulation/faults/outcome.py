"""What trials came to, and how they are shared among processes."""

from dataclasses import dataclass, field
from typing import NamedTuple

from deployments.simulation.faults.spec import Victim


@dataclass(slots=True)
class Tried:
    """What trials came to."""

    points: int
    digest: str
    trials: dict[Victim, int] = field(default_factory=lambda: dict.fromkeys(Victim, 0))
    sent_again: int = 0
    violations: list[str] = field(default_factory=list)

    def add(self, other: "Tried") -> None:
        """Take in what another share of the same year came to."""
        if (self.points, self.digest) != (other.points, other.digest):
            self.violations.append("同一种子的两次推演断点数或最终状态不同。")
        self.trials = {victim: n + other.trials[victim] for victim, n in self.trials.items()}
        self.sent_again += other.sent_again
        self.violations += other.violations


class Share(NamedTuple):
    """Which of the trials are ours: every `of`-th pair, from number `part` on."""

    part: int = 0
    of: int = 1
