"""The plans of the cycles as Prefect holds them: what was deleted, changed or paused in its UI is found and put right.

The UI is a window: whether a cycle runs is decided by the cycles' values and by acts on record, not there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from deployments.server import ask
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, ROUTINES

ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Plans:
    """The names of cycles that Prefect lost, changed, or was told to pause; and the requests that end the pauses."""

    lost: tuple[str, ...]
    paused: tuple[str, ...]
    resuming: tuple[tuple[str, Any, str], ...]


def slug_of(cycle: Cycle | Routine) -> str:
    """The lasting name of a cycle's schedule: by it a schedule is renewed rather than made a second time."""
    return cycle.key.replace("_", "-")


def entrypoint_of(cycle: Cycle | Routine) -> str:
    """Where the flow of a cycle is found, by module."""
    return f"flows.{cycle.key}.{cycle.key}"


def read_plans(environment: dict[str, str]) -> Plans:
    """What is not as it should be; raises Unavailable when the server does not answer."""
    held = {each["entrypoint"]: each for each in ask(environment, "/deployments/filter", {})}
    ours = [(cycle, held.get(entrypoint_of(cycle))) for cycle in (*CYCLES, *ROUTINES)]
    resuming = {cycle.name: list(_pauses(deployment)) for cycle, deployment in ours if deployment}
    return Plans(
        lost=tuple(cycle.name for cycle, deployment in ours if not deployment or not _on_schedule(cycle, deployment)),
        paused=tuple(name for name, requests in resuming.items() if requests),
        resuming=tuple(request for requests in resuming.values() for request in requests),
    )


def resume(environment: dict[str, str], plans: Plans) -> None:
    """End every pause that was found."""
    for path, said, method in plans.resuming:
        ask(environment, path, said, method)


def in_words(names: Iterable[str]) -> str:
    """The names of cycles, as a person reads them."""
    return "、".join(names)


def _on_schedule(cycle: Cycle | Routine, deployment: dict[str, Any]) -> bool:
    wanted = (slug_of(cycle), cycle.cron, ZONE)
    return wanted in {
        (each["slug"], each["schedule"].get("cron"), each["schedule"].get("timezone"))
        for each in deployment["schedules"]
    }


def _pauses(deployment: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    place = f"/deployments/{deployment['id']}"
    if deployment["paused"]:
        yield f"{place}/resume_deployment", {}, "POST"
    for each in deployment["schedules"]:
        if not each["active"]:
            yield f"{place}/schedules/{each['id']}", {"active": True}, "PATCH"
