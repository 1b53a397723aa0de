"""The result of trials, and how trials are divided among processes."""

from dataclasses import dataclass, field
from typing import NamedTuple

from deployments.simulation.faults.spec import Victim


@dataclass(slots=True)
class TrialResults:
    """The result of trials."""

    points: int
    digest: str
    trials: dict[Victim, int] = field(default_factory=lambda: dict.fromkeys(Victim, 0))
    sent_again: int = 0
    violations: list[str] = field(default_factory=list)

    def add(self, other: "TrialResults") -> None:
        """Add the result of another share of the same year."""
        if (self.points, self.digest) != (other.points, other.digest):
            self.violations.append("同一种子的两次推演断点数或最终状态不同。")
        self.trials = {victim: n + other.trials[victim] for victim, n in self.trials.items()}
        self.sent_again += other.sent_again
        self.violations += other.violations


class Share(NamedTuple):
    """The trials of one process: every `of`-th pair of points, starting with number `part`."""

    part: int = 0
    of: int = 1
