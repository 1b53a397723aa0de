"""Three engines doing the same work as their users would have them do it; each is there only when it is installed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from deployments.bench.plain import Plain


class Engine(Protocol):
    """An engine ready to work on its plain tables."""

    def open(self, due: date) -> None:
        """Open the check of every department; a second time nothing is made."""

    def sweep(self, day: date) -> None:
        """Remind every department whose check is due that day, once."""

    def time_passes(self) -> None:
        """Whatever the engine needs so that its own timers stand at the due day."""


Running = Callable[[Plain], AbstractContextManager[Engine]]


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine by name: its distribution and the module that works with it."""

    name: str
    distribution: str

    @property
    def key(self) -> str:
        """Its name in the data."""
        return self.name.lower()

    @property
    def version(self) -> str | None:
        """The installed version; None where it is not installed."""
        try:
            return version(self.distribution)
        except PackageNotFoundError:
            return None

    def running(self) -> Running:
        """How it is set up on its tables; its libraries are loaded only now."""
        found: Running = import_module(f"deployments.bench.engines.with_{self.key}").running
        return found


CONTENDERS = (
    Contender("SpiffWorkflow", "SpiffWorkflow"),
    Contender("procrastinate", "procrastinate"),
    Contender("DBOS", "dbos"),
)
