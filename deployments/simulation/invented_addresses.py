"""Invented addresses that replace real ones in a simulation: equal if the real ones are equal, empty if empty."""

from dataclasses import dataclass, field

DOMAIN = "simulated.test"


@dataclass(frozen=True, slots=True)
class InventedAddresses:
    """Replaces each real address by a numbered one, in the order of first lookup."""

    _known: dict[tuple[str, str], int] = field(default_factory=dict)

    def mailbox(self, real: str) -> str:
        """Returns an invented mailbox, or an empty string if there is no real one."""
        return f"{self._number('mailbox', real):04d}@{DOMAIN}" if real else ""

    def robot(self, real: str) -> str:
        """Returns an invented WeCom robot, even if the URL names another service; empty string if there is no robot."""
        return f"robot-{self._number('robot', real):04d}" if real else ""

    def person(self, real: str) -> str:
        """Returns an invented WeCom account, or an empty string if there is no real one."""
        return f"user-{self._number('person', real):04d}" if real else ""

    def _number(self, kind: str, real: str) -> int:
        return self._known.setdefault((kind, real), len(self._known) + 1)
