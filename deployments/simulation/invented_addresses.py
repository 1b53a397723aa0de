"""Addresses of a simulation in place of real ones: equal where those are equal, none where there is none."""

from dataclasses import dataclass, field

DOMAIN = "simulated.test"


@dataclass(frozen=True, slots=True)
class Disguise:
    """Numbers real addresses in the order in which they are met."""

    _known: dict[tuple[str, str], int] = field(default_factory=dict)

    def mailbox(self, real: str) -> str:
        """A mailbox of nobody."""
        return f"{self._number('mailbox', real):04d}@{DOMAIN}" if real else ""

    def robot(self, real: str) -> str:
        """A robot that is not there, always one of WeCom."""
        return f"robot-{self._number('robot', real):04d}" if real else ""

    def person(self, real: str) -> str:
        """A WeCom account of nobody."""
        return f"user-{self._number('person', real):04d}" if real else ""

    def _number(self, kind: str, real: str) -> int:
        return self._known.setdefault((kind, real), len(self._known) + 1)
