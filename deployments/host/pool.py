"""The host's work pool, its runs, deployments and schedules, through Prefect's client."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from httpx import HTTPError, InvalidURL
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolUpdate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun as PrefectRun
from prefect.client.schemas.objects import StateType, WorkPool
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.client.schemas.sorting import FlowRunSort
from prefect.events.filters import EventFilter, EventResourceFilter
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.states import Crashed
from pydantic import ValidationError

from deployments.host.group_schedules import CYCLE_NAMES, group_in, parameters_of
from deployments.host.prefect_settings import API, AUTHENTICATION, POOL, client_environment
from deployments.missed_work import TAG
from deployments.prefect_schedules import ZONE
from models.rules.errors import Unavailable
from models.rules.watching import ALIVE, FlowRun, FoundSchedule, Repair, Start

LONGEST = 20  # seconds that an answer may take
PAGE = 200  # runs in an answer
BACK, COUNTED = timedelta(days=1), timedelta(days=90)  # the second: in which starts of the same work are counted
CRASHED = "没有消息已超过期限，由值守进程记为中断。"
NO_POOL = f"Prefect中没有工作池“{POOL}”，请执行 mubiao host deploy。"


@contextmanager
def host_pool() -> Iterator["Pool"]:
    """Yield the pool. Raises Refused if Prefect's address is not set, Unavailable if it does not answer."""
    client_environment()
    with (
        answering(),
        SyncPrefectClient(
            os.environ[API], auth_string=os.environ[AUTHENTICATION], httpx_settings={"timeout": LONGEST}
        ) as client,
    ):
        yield Pool(client)


@contextmanager
def answering() -> Iterator[None]:
    """Raises Unavailable if Prefect does not answer, or answers something else than Prefect does."""
    try:
        yield
    except ObjectNotFound as error:
        raise Unavailable(NO_POOL) from error
    except (HTTPError, InvalidURL, PrefectException, ValidationError, RuntimeError) as error:
        raise Unavailable(f"Prefect服务没有应答，或没有接受请求：{os.environ.get(API)}。") from error


class Pool:
    """The pool as one look finds it: what was read stays as it is, what is done is done in Prefect."""

    def __init__(self, client: SyncPrefectClient) -> None:
        self._client = client

    @cached_property
    def deployments(self) -> dict[str, DeploymentResponse]:
        """The deployments by the key of their cycle."""
        found = self._client.read_deployments(work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])))
        ours = {str(each.entrypoint).rpartition(".")[2]: each for each in found}
        return {key: each for key, each in ours.items() if key in CYCLE_NAMES}

    @cached_property
    def facts(self) -> WorkPool:
        """The pool itself: its places, whether it is paused."""
        return self._client.read_work_pool(POOL)

    def heard(self) -> list[datetime | None]:
        """Returns when each worker was heard last."""
        return [each.last_heartbeat_time for each in self._client.read_workers_for_work_pool(POOL)]

    def runs(self, now: datetime) -> list[FlowRun]:
        """Returns the runs that are unfinished, those that were planned within a day, and those of a watcher."""
        alive = FlowRunFilterState(type=FlowRunFilterStateType(any_=[*map(StateType, ALIVE), StateType.PAUSED]))
        recent = FlowRunFilterExpectedStartTime(after_=now - BACK, before_=now)
        waiting = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
        overdue = FlowRunFilterExpectedStartTime(before_=now)
        lately = FlowRunFilterExpectedStartTime(after_=now - COUNTED, before_=now)
        filters = (
            FlowRunFilter(state=alive),
            FlowRunFilter(expected_start_time=recent),
            FlowRunFilter(state=waiting, expected_start_time=overdue),
            FlowRunFilter(tags=FlowRunFilterTags(all_=[TAG]), expected_start_time=lately),
        )
        found = {each.id: each for chosen in filters for each in self._pages(chosen)}
        flows = {each.id: key for key, each in self.deployments.items()}
        return [_as_run(each, flows[each.deployment_id]) for each in found.values() if each.deployment_id in flows]

    def _pages(self, chosen: FlowRunFilter) -> Iterator[PrefectRun]:
        offset = 0
        while page := self._client.read_flow_runs(
            flow_run_filter=chosen, sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=PAGE, offset=offset
        ):
            yield from page
            offset += PAGE

    def newest_event(self, run: FlowRun) -> datetime:
        """Returns when anything was heard of a run: its newest event, or its state."""
        resource = EventResourceFilter(id=[f"prefect.flow-run.{run.id}"])
        page = self._client.read_events(EventFilter(resource=resource), limit=1)
        return max([run.since, *(each.occurred for each in page.events)])

    def crash(self, run: FlowRun) -> None:
        """Set a run Crashed by force, which frees its place; one that is gone is passed over."""
        with suppress(ObjectNotFound):
            self._client.set_flow_run_state(UUID(run.id), Crashed(message=CRASHED), force=True)

    def start(self, start: Start) -> None:
        """Start a run of a flow that is deployed; the same one is not started twice."""
        self._client.create_flow_run_from_deployment(
            self.deployments[start.flow].id,
            parameters=parameters_of(start.group, start.period),
            tags=[TAG],
            idempotency_key=start.key,
        )

    def schedules(self) -> list[FoundSchedule]:
        """Returns the schedules of all deployments; of one that is paused none is active."""
        return [
            FoundSchedule(
                flow,
                each.slug or "",
                getattr(each.schedule, "cron", ""),
                group_in(each.parameters),
                str(getattr(each.schedule, "timezone", "")),
                each.active and not deployment.paused,
                str(each.id),
            )
            for flow, deployment in self.deployments.items()
            for each in deployment.schedules
        ]

    def put_back(self, repair: Repair) -> None:
        """Make a schedule of a deployment as it must be."""
        plan = repair.schedule
        deployment = self.deployments[plan.flow]
        if deployment.paused:
            self._client.resume_deployment(deployment.id)
        schedule, given = CronSchedule(cron=plan.cron, timezone=ZONE), parameters_of(plan.group)
        if repair.id:
            self._client.update_deployment_schedule(
                deployment.id, UUID(repair.id), active=True, schedule=schedule, parameters=given
            )
        else:
            made = DeploymentScheduleCreate(schedule=schedule, active=True, parameters=given, slug=plan.slug)
            self._client.create_deployment_schedules(deployment.id, [made])

    def pause(self, *, paused: bool) -> None:
        """Pause the pool, or let it go on."""
        self._client.update_work_pool(POOL, WorkPoolUpdate(is_paused=paused))


def _as_run(run: PrefectRun, flow: str) -> FlowRun:
    state: Any = run.state  # every run that the server answers has one, and a planned start
    since: datetime = state.timestamp
    planned = run.expected_start_time or since
    kind = str(state.type.value)
    return FlowRun(str(run.id), flow, group_in(run.parameters), kind, since, since, planned, run.idempotency_key or "")
