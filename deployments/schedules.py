"""The Prefect deployments of the cycles with their schedules, all derived from the definitions of the cycles."""

from collections.abc import Awaitable, Sequence
from importlib import import_module
from typing import Any, cast

from prefect import Flow, tags
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Schedule
from prefect.types.entrypoint import EntrypointType

from deployments.prefect_schedules import ZONE, deployment_name, planned_crons
from models.ledger.acts import Summary
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, ROUTINES
from tasks.flow_shell import FORM, RunForm


def flow_of(cycle: Cycle | Routine) -> Flow[..., Any]:
    """Returns the flow of a cycle: the function of its key in the module of its key."""
    flow: Flow[..., Any] = getattr(import_module(f"flows.{cycle.key}"), cycle.key)
    return flow


async def call(cycle: Cycle | Routine, form: RunForm, *more: str) -> Summary:
    """Run the flow of a cycle in this process, as a run of the Prefect server with the tags of a scheduled run.

    `more` tags are added to them.
    """
    with tags(*tags_of(cycle), *more):
        summary: Summary = await cast("Awaitable[Summary]", flow_of(cycle)(form))
    return summary


async def deployment_of(cycle: Cycle | Routine, schedules: Sequence[Schedule] | None = None) -> RunnerDeployment:
    """Returns a cycle's deployment. Each schedule has a slug: a second deployment updates it."""
    default = [Cron(cron, timezone=ZONE, slug=slug) for slug, cron in planned_crons(cycle)]
    made = await flow_of(cycle).ato_deployment(
        name=deployment_name(cycle),
        schedules=list(default if schedules is None else schedules),
        tags=tags_of(cycle),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    # Prefect titles a parameter by its name in the code; nothing else sets the title.
    made._parameter_openapi_schema.properties["form"]["title"] = FORM  # noqa: SLF001 - see above
    return made


def tags_of(cycle: Cycle | Routine) -> list[str]:
    """Returns the tags of a cycle's runs in the Prefect UI: its name and its clause."""
    return [cycle.name, cycle.clause]


async def all_deployments() -> list[RunnerDeployment]:
    """Returns the deployment of every cycle and routine, with its schedule."""
    return [await deployment_of(cycle) for cycle in (*CYCLES, *ROUTINES)]
