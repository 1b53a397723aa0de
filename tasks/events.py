"""Prefect's own events of a run: what it opened, found overdue or froze, as counts, and the step that failed.

An event names the cycle and no office, target or person: an automation may send it anywhere.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from prefect.events import emit_event

from models.rules.cycle import Cycle, Routine

# The event of each count of a run.
EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "opened": "mubiao.period.opened",
        "overdue": "mubiao.duties.overdue",
        "frozen": "mubiao.list.frozen",
        "failed": "mubiao.step.failed",
    }
)


def emit_counts(cycle: Cycle | Routine, counts: Mapping[str, int]) -> None:
    """Emit one event for each kind of thing that a run has done, with its number."""
    resource = {"prefect.resource.id": f"mubiao.cycle.{cycle.key}", "prefect.resource.name": cycle.name}
    for name, event in EVENTS.items():
        if count := counts.get(name):
            emit_event(event, resource, payload={"count": count})


@contextmanager
def telling_failure(cycle: Cycle | Routine) -> Iterator[None]:
    """Emit that a step of a run failed, if one does; the sentence stays with the run."""
    failed = 1
    try:
        yield
        failed = 0
    finally:
        emit_counts(cycle, {"failed": failed})
