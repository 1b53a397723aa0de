"""The host's work pool in Prefect, the deployments of all flows in it, and a schedule for each group of cells."""

import asyncio
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from httpx import HTTPError
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.deployments.runner import DeploymentApplyError
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.schedules import Cron, Schedule
from prefect.workers.process import ProcessWorker

from deployments.host.group_schedules import parameters_of, planned_schedules
from deployments.host.prefect_settings import API, POOL, client_environment
from deployments.prefect_schedules import ZONE
from deployments.schedules import deployment_of
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import IN_YEAR
from models.rules.errors import Refused, Unavailable
from tasks.flow_shell import GroupForm, RunForm

KIND = "process"
FLOWS = IN_YEAR


def deploy(groups: Sequence[str], at_once: int) -> None:
    """Make pool, deployments and schedules, or renew them; pauses end, and schedules of groups that are gone go.

    Raises Refused if Prefect is not named or the pool is of another kind, Unavailable if the server does not answer.
    """
    client_environment()
    try:
        asyncio.run(_deploy(groups, at_once))
    except (HTTPError, PrefectException, DeploymentApplyError, RuntimeError) as error:
        raise Unavailable(f"Prefect服务没有应答，或没有接受请求，请检查 {API} 后重试。") from error


async def _deploy(groups: Sequence[str], at_once: int) -> None:
    async with get_client() as client:
        await _make_pool(client, at_once)
        for cycle in FLOWS:
            schedules = schedules_of(cycle, groups)
            made = await deployment_of(cycle, list(schedules.values()))
            made._parameter_openapi_schema.definitions[RunForm.__name__] = GroupForm.model_json_schema()  # noqa: SLF001 - nothing else sets it
            made.work_pool_name = POOL
            await _renew_schedules(client, await made.aapply(), schedules)


def schedules_of(cycle: Cycle | Routine, groups: Sequence[str]) -> dict[str, Schedule]:
    """Returns the schedules of a flow by their slugs: each of the cycle for each group."""
    return {
        each.slug: Cron(each.cron, timezone=ZONE, slug=each.slug, parameters=parameters_of(each.group))
        for each in planned_schedules(groups, (cycle,))
    }


async def _make_pool(client: PrefectClient, at_once: int) -> None:
    """Make the pool or renew it: its runs start in this Python, without a second one before."""
    with suppress(ObjectNotFound):
        if (found := await client.read_work_pool(POOL)).type != KIND:
            raise Refused(f"Prefect中的工作池“{POOL}”类型是{found.type}，应为{KIND}。请先删除它。")
    template = ProcessWorker.get_default_base_job_template()
    command = f"{shlex.quote(sys.executable)} -P -m prefect.engine"
    template["variables"]["properties"]["command"]["default"] = command
    pool = WorkPoolCreate(name=POOL, type=KIND, base_job_template=template, concurrency_limit=at_once, is_paused=False)
    await client.create_work_pool(pool, overwrite=True)


async def _renew_schedules(client: PrefectClient, deployment: UUID, wanted: dict[str, Schedule]) -> None:
    """Delete the schedules of groups that are gone, and end every pause of a deployment.

    Prefect forgets the parameters of a schedule that is paused or resumed: they are written again.
    """
    found = await client.read_deployment(deployment)
    for each in found.schedules:
        if each.slug not in wanted:
            await client.delete_deployment_schedule(deployment, each.id)
        elif not each.active:
            given = wanted[each.slug].parameters
            await client.update_deployment_schedule(deployment, each.id, active=True, parameters=given)
    if found.paused:
        await client.resume_deployment(deployment)
