"""The schedules of the cycles in Prefect: finds those deleted, changed or paused in its UI, and repairs them.

The UI only displays: whether a cycle runs is decided by the definition of the cycle and by recorded acts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.rules.cycle import Cycle, Routine, period_of_run
from models.rules.cycles import CYCLES, IN_YEAR, ROUTINES
from models.rules.workdays import SHANGHAI
from tasks.prefect_api import call_api

ZONE = "Asia/Shanghai"
AT_ONCE = 100  # runs named in one look


@dataclass(frozen=True, slots=True)
class Schedules:
    """The names of lost or changed and of paused cycles, and the requests that end the pauses."""

    lost: tuple[str, ...]
    paused: tuple[str, ...]
    resuming: tuple[tuple[str, Any, str], ...]


def planned_crons(cycle: Cycle | Routine) -> list[tuple[str, str]]:
    """Returns a cycle's schedules, each with its fixed slug, so that a second deployment updates it."""
    slug = cycle.key.replace("_", "-")
    return [(f"{slug}-{number}" if number > 1 else slug, cron) for number, cron in enumerate(cycle.crons, start=1)]


def deployment_name(cycle: Cycle | Routine) -> str:
    """Returns the name of a cycle's deployment: the UI sorts by names, so it begins with its place in the year."""
    return f"{IN_YEAR.index(cycle) + 1:02} {cycle.name}"


def entrypoint_of(cycle: Cycle | Routine) -> str:
    """Returns the module path of a cycle's flow."""
    return f"flows.{cycle.key}.{cycle.key}"


def read_schedules(environment: dict[str, str]) -> Schedules:
    """Returns the lost and the paused schedules. Raises Unavailable if the server does not answer."""
    found = call_api(environment, "/deployments/filter", {})
    deployed = {(each["entrypoint"], each["name"]): each for each in found}
    ours = [(cycle, deployed.get((entrypoint_of(cycle), deployment_name(cycle)))) for cycle in (*CYCLES, *ROUTINES)]
    resuming = {cycle.name: list(_resume_requests(deployment)) for cycle, deployment in ours if deployment}
    return Schedules(
        lost=tuple(
            cycle.name for cycle, deployment in ours if not deployment or not _is_on_schedule(cycle, deployment)
        ),
        paused=tuple(name for name, requests in resuming.items() if requests),
        resuming=tuple(request for requests in resuming.values() for request in requests),
    )


def resume(environment: dict[str, str], schedules: Schedules) -> None:
    """End every pause."""
    for path, body, method in schedules.resuming:
        call_api(environment, path, body, method)


def name_runs(environment: dict[str, str]) -> None:
    """Give scheduled runs the name that they will have when they run; until then Prefect gives them two English words.

    Sorted by name those without ours come first. Raises Unavailable if the server does not answer.
    """
    wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "sort": "NAME_ASC", "limit": AT_ONCE}
    for run in call_api(environment, "/flow_runs/filter", wanted):
        cycle = next((each for each in IN_YEAR if each.name in run["tags"]), None)
        if cycle and run["auto_scheduled"] and not run["name"].startswith(cycle.name):
            planned = datetime.fromisoformat(run["expected_start_time"]).astimezone(SHANGHAI).date()
            name = f"{cycle.name} {period_of_run(cycle, planned)}"
            call_api(environment, f"/flow_runs/{run['id']}", {"name": name}, "PATCH")


def join_names(names: Iterable[str]) -> str:
    """Returns the names joined by 、."""
    return "、".join(names)


def _is_on_schedule(cycle: Cycle | Routine, deployment: dict[str, Any]) -> bool:
    return {(slug, cron, ZONE) for slug, cron in planned_crons(cycle)} <= {
        (each["slug"], each["schedule"].get("cron"), each["schedule"].get("timezone"))
        for each in deployment["schedules"]
    }


def _resume_requests(deployment: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Yield path, body and method of each request that ends a pause."""
    path = f"/deployments/{deployment['id']}"
    if deployment["paused"]:
        yield f"{path}/resume_deployment", {}, "POST"
    for each in deployment["schedules"]:
        if not each["active"]:
            yield f"{path}/schedules/{each['id']}", {"active": True}, "PATCH"
