"""Prefect's own events of a run: what it opened, found overdue or froze, as counts, and the step that failed.

An event names the cycle and no office, target or person: an automation may send it anywhere.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from prefect.events import emit_event

from models.ledger.acts import Summary
from models.rules.cycle import Cycle, Routine
from models.rules.workdays import BusinessDay

# The event of each count of a run.
EVENTS: Mapping[str, str] = MappingProxyType(
    {"opened": "mubiao.period.opened", "overdue": "mubiao.duties.overdue", "frozen": "mubiao.list.frozen"}
)
FAILED = "mubiao.step.failed"


def emit_counts(cycle: Cycle | Routine, day: BusinessDay, done: Summary) -> None:
    """Emit one event for each kind of thing that a run has done, with its number."""
    of_run = {"date": day.date.isoformat(), "period": day.period or ""}
    for name, event in EVENTS.items():
        if count := done.counts.get(name) or done.data.get(name):
            _emit(event, cycle, of_run | {"count": count})


@contextmanager
def telling_failure(cycle: Cycle | Routine) -> Iterator[None]:
    """Emit that a step of a run failed, if one does; the sentence stays with the run."""
    ended = False
    try:
        yield
        ended = True
    finally:
        if not ended:
            _emit(FAILED, cycle, {})


def _emit(event: str, cycle: Cycle | Routine, payload: Mapping[str, str | int]) -> None:
    resource = {"prefect.resource.id": f"mubiao.cycle.{cycle.key}", "prefect.resource.name": cycle.name}
    emit_event(event, resource, payload=dict(payload))
