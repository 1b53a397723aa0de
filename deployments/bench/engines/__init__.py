"""Three other engines that do the same work in their usual way; each is used only if it is installed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from deployments.bench.plain import Plain


class Engine(Protocol):
    """An engine with its plain tables."""

    def open(self, due: date) -> None:
        """Open the check of every department; the second call inserts nothing."""

    def sweep(self, day: date) -> None:
        """Remind every department whose check is due that day, once."""

    def time_passes(self) -> None:
        """Move the engine's own timers to the due day, if it has any."""


Running = Callable[[Plain], AbstractContextManager[Engine]]


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine: the name of its distribution and of the module that runs it."""

    name: str
    distribution: str

    @property
    def key(self) -> str:
        """The name in JSON."""
        return self.name.lower()

    @property
    def version(self) -> str | None:
        """The installed version, or None if it is not installed."""
        try:
            return version(self.distribution)
        except PackageNotFoundError:
            return None

    def running(self) -> Running:
        """Returns the function that sets the engine up; imports its libraries only now."""
        setup: Running = import_module(f"deployments.bench.engines.with_{self.key}").running
        return setup


CONTENDERS = (
    Contender("SpiffWorkflow", "SpiffWorkflow"),
    Contender("procrastinate", "procrastinate"),
    Contender("DBOS", "dbos"),
)
