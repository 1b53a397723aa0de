"""The watcher with a real Prefect server: a dead run ends, what is missing is started once, schedules are put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from prefect.client.schemas.actions import WorkPoolUpdate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.states import Running

from deployments.host.group_schedules import parameters_of
from deployments.host.pool import host_pool
from deployments.host.prefect_settings import POOL
from deployments.host.turn import own_session
from deployments.host.watcher import Watcher, database_clock
from deployments.missed_work import TAG
from tasks.cell import key_file, read_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prefect.client.orchestration import SyncPrefectClient
    from sqlalchemy import Connection

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask

pytestmark = [pytest.mark.process, pytest.mark.exhaustive]  # its server takes 9 CPU seconds


class Look:
    """`look()`: one look; its clock is that of the server, or some minutes behind it. `said`: its words."""

    def __init__(self, registry: Connection) -> None:
        self.said: list[str] = []
        self.behind = timedelta(0)
        self._registry = registry
        self._watcher = Watcher(self.said.append, clock=lambda asked: database_clock(asked) - self.behind)

    def __call__(self, minutes: float = 0) -> dict[str, str]:
        self.said.clear()
        self.behind = timedelta(minutes=minutes)
        return self._watcher.look(self._registry, read_key(key_file()))


@pytest.fixture
def look(with_prefect: Mubiao) -> Iterator[Look]:
    """The looks of one watcher."""
    assert with_prefect.home.name
    with own_session() as registry:
        yield Look(registry)


def begun(prefect: SyncPrefectClient, served: dict[str, str], minutes: int) -> str:
    """A delivery of another group that became Running some minutes ago."""
    deployment = next(each for each in prefect.read_deployments() if each.name == "deliver")
    run = prefect.create_flow_run_from_deployment(deployment.id, parameters=parameters_of("north"))
    prefect.set_flow_run_state(run.id, Running(), force=True)
    then = f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{minutes} minutes')"
    with closing(sqlite3.connect(Path(served["PREFECT_HOME"]) / "prefect.db", timeout=60)) as tables:
        which = "WHERE id = (SELECT state_id FROM flow_run WHERE name = ?)"
        tables.execute(f"UPDATE flow_run_state SET timestamp = {then} {which}", [run.name])  # noqa: S608 - a number
        tables.commit()
    return str(run.id)


def state_of(prefect: SyncPrefectClient, run: str) -> str:
    return str(prefect.read_flow_run(run).state_name)  # type: ignore[arg-type]


def test_a_run_without_heartbeat_ends_and_one_that_lives_does_not(
    look: Look, prefect: SyncPrefectClient, served: dict[str, str]
) -> None:
    dead, living = begun(prefect, served, 30), begun(prefect, served, 30)
    resource = {"prefect.resource.id": f"prefect.flow-run.{living}"}
    heartbeat = {"id": str(uuid4()), "event": "prefect.flow-run.heartbeat", "resource": resource}
    now = datetime.now().astimezone().isoformat()  # noqa: TID251 - of the machine, as Prefect's
    prefect._client.post("/events", json=[heartbeat | {"occurred": now}]).raise_for_status()
    with host_pool() as pool:
        found = next(each for each in pool.runs(datetime.now().astimezone()) if each.id == living)  # noqa: TID251
        while pool.newest_event(found) == found.since:
            pass
    with closing(sqlite3.connect(Path(served["PREFECT_HOME"]) / "prefect.db", timeout=60)) as tables:
        tables.execute("DELETE FROM events WHERE resource_id = ?", [f"prefect.flow-run.{dead}"])
        tables.commit()
    look(20)  # Prefect has answered since
    assert [state_of(prefect, each) for each in (dead, living)] == ["Running", "Running"]
    look()
    assert [state_of(prefect, each) for each in (dead, living)] == ["Crashed", "Running"]
    assert [words for words in look.said if "已记为中断" in words] != []


def test_a_missed_period_of_a_group_is_started_once(look: Look, prefect: SyncPrefectClient) -> None:
    tagged = FlowRunFilter(tags=FlowRunFilterTags(all_=[TAG]))
    for _ in range(3):
        look()
    (run,) = [each for each in prefect.read_flow_runs(flow_run_filter=tagged) if each.auto_scheduled is False]
    assert run.parameters == parameters_of("main", "2026-01")
    assert prefect.read_deployment(run.deployment_id).name == "monthly_check"  # type: ignore[arg-type]


def test_schedules_that_were_deleted_changed_or_paused_are_put_back(look: Look, prefect: SyncPrefectClient) -> None:
    look()
    assert look()["deployments"].startswith("Prefect中没有这些周期的部署：")
    assert [words for words in look.said if "已恢复" in words] == []
    (deployment,) = [each for each in prefect.read_deployments() if each.name == "deliver"]
    (schedule,) = deployment.schedules
    assert (schedule.slug, schedule.parameters) == ("deliver-main", parameters_of("main"))
    of_page = f"/deployments/{deployment.id}/schedules/{schedule.id}"
    prefect._client.patch(of_page, json={"active": False}).raise_for_status()
    prefect.update_work_pool(POOL, WorkPoolUpdate(is_paused=True))
    look()
    assert sorted(words for words in look.said if "已恢复" in words) == [
        "工作池被暂停，没有运行会开始。已恢复。", "计划被暂停：通知投递（组“main”），已恢复。",
    ]  # fmt: skip
    assert not prefect.read_work_pool(POOL).is_paused
    prefect.delete_deployment_schedule(deployment.id, schedule.id)
    look()
    (again,) = prefect.read_deployment(deployment.id).schedules
    assert (again.slug, again.active, again.schedule) == (schedule.slug, True, schedule.schedule)


def test_a_check_says_what_a_look_would_do_and_does_nothing(
    look: Look, host: Mubiao, prefect: SyncPrefectClient
) -> None:
    look()
    (deployment,) = [each for each in prefect.read_deployments() if each.name == "deliver"]
    prefect.pause_deployment(deployment.id)
    answer = host("host", "check")
    assert answer.code == 1
    assert "计划被暂停：通知投递（组“main”）。\n" in answer.out
    assert "没有执行进程的消息" in answer.out
    assert "没有值守进程" in answer.out
    assert prefect.read_deployment(deployment.id).paused


def test_an_unreachable_prefect_is_a_trouble_of_its_own(look: Look, host: Mubiao) -> None:
    host.set(PREFECT_API_URL="http://127.0.0.1:1/api", PREFECT_CLIENT_MAX_RETRIES="0")
    assert look()["prefect"] == "Prefect服务没有应答，或没有接受请求：http://127.0.0.1:1/api。"


def test_a_watcher_only_watches_while_an_upgrade_stands(look: Look, ask: Ask, prefect: SyncPrefectClient) -> None:
    prefect.update_work_pool(POOL, WorkPoolUpdate(is_paused=True))
    ask("INSERT INTO cell_change (who, what) VALUES ('王芳', '开始升级')", "registry")
    assert "只看不办" in look()["upgrade"]
    assert prefect.read_work_pool(POOL).is_paused
    ask("DELETE FROM cell_change WHERE what = '开始升级'", "registry")
    look()
    assert not prefect.read_work_pool(POOL).is_paused
