"""`host deploy` and a run of the pool, against a real Prefect server: what it is told of the cells, and what not."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from deployments.host import asked_run, deploying
from deployments.host.deploying import FLOWS, deploy
from deployments.prefect_schedules import deployment_name, planned_crons
from deployments.server import free_port
from models.rules.cycles import DAILY_SWEEP, DELIVER
from models.rules.errors import Refused
from tests.deployments.host.conftest import CREDENTIALS, SECRET, Ask
from tests.deployments.host.posting import Posting, posting, relay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployments.loopback.mail import MailServer
    from models.rules.cycle import Routine
    from tests.deployments.conftest import Mubiao

__all__ = ["posting", "relay"]
pytestmark = [pytest.mark.process, pytest.mark.exhaustive]  # its server takes 9 CPU seconds
NAMES = ("第001厅", "第002厅", "第003厅", "张联络", "目标T001", "T001", "example.org", "13800000000", SECRET)
ASKED = ("artifacts", "logs", "flow_runs", "task_runs", "deployments", "flows", "events", "work_pools", "variables")
Served = dict[str, str]


@pytest.fixture(autouse=True)
def named(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process is told the server and its password."""
    monkeypatch.setenv("PREFECT_API_URL", served["PREFECT_API_URL"])
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", CREDENTIALS)
    known = {PREFECT_API_URL: served["PREFECT_API_URL"], PREFECT_API_AUTH_STRING: CREDENTIALS}
    with temporary_settings(known):
        yield


def call_api(served: Served, path: str, body: Any = None, method: Any = None) -> Any:
    """An answer of the server, asked with its password."""
    with SyncPrefectClient(served["PREFECT_API_URL"], auth_string=CREDENTIALS) as client:
        asked: Any = path
        answer = client.request(method or ("GET" if body is None else "POST"), asked, json=body)
        return answer.json() if answer.content else None


def deployments(served: Served) -> dict[str, Any]:
    return {each["name"]: each for each in call_api(served, "/deployments/filter", {})}


def slugs(served: Served, name: str) -> dict[str, Any]:
    return {each["slug"]: each for each in deployments(served)[name]["schedules"]}


def test_every_flow_has_a_deployment_with_a_schedule_for_each_group(served: Served) -> None:
    deploy(["main", "south"], 3)
    pool = call_api(served, "/work_pools/mubiao")
    command = pool["base_job_template"]["variables"]["properties"]["command"]["default"]
    assert (pool["type"], pool["concurrency_limit"], pool["is_paused"]) == ("process", 3, False)
    assert command == f"{sys.executable} -P -m prefect.engine"
    found = deployments(served)
    assert sorted(found) == sorted(deployment_name(cycle) for cycle in FLOWS)
    for cycle in FLOWS:
        made = found[deployment_name(cycle)]
        assert (made["work_pool_name"], made["entrypoint"]) == ("mubiao", f"flows.{cycle.key}.{cycle.key}")
        assert {each["slug"]: (each["schedule"]["cron"], each["parameters"]) for each in made["schedules"]} == {
            f"{slug}-{group}": (cron, {"form": {"group": group}})
            for slug, cron in planned_crons(cycle)
            for group in ("main", "south")
        }
        fields = made["parameter_openapi_schema"]["definitions"]["RunForm"]["properties"]
        assert [each["title"] for each in fields.values()] == ["期间", "组", "单元"]


@pytest.mark.usefixtures("few")
def test_a_second_call_ends_pauses_and_removes_the_schedules_of_a_group_that_is_gone(served: Served) -> None:
    deploy(["main", "south"], 3)
    name = deployment_name(DAILY_SWEEP)
    before = slugs(served, name)["daily-sweep-main"]
    call_api(served, f"/deployments/{deployments(served)[name]['id']}/pause_deployment", {})
    schedule = f"/deployments/{deployments(served)[name]['id']}/schedules/{before['id']}"
    call_api(served, schedule, {"active": False}, "PATCH")
    call_api(served, "/work_pools/mubiao", {"is_paused": True}, "PATCH")
    deploy(["main"], 2)
    assert not deployments(served)[name]["paused"]
    after = slugs(served, name)
    assert list(after) == ["daily-sweep-main"]
    again = after["daily-sweep-main"]
    assert (again["active"], again["id"], again["parameters"]) == (True, before["id"], before["parameters"])
    pool = call_api(served, "/work_pools/mubiao")
    assert (pool["concurrency_limit"], pool["is_paused"]) == (2, False)
    deploy([], 2)
    assert slugs(served, name) == {}


@pytest.mark.usefixtures("few")
def test_the_command_takes_the_groups_from_the_registry(host: Mubiao, served: Served, ask: Ask) -> None:
    said = host.done("host", "deploy", "--at-once", "2")
    assert said.startswith("工作池“mubiao”已就绪：2个流程；按组运行：")
    assert "main" in said
    assert "daily-sweep-main" in slugs(served, deployment_name(DAILY_SWEEP))
    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        assert "Prefect服务没有应答" in host.refused("host", "deploy", code=3)
    ask("INSERT INTO cell_change (who, what) VALUES ('测试', '开始升级')", "registry")
    assert host.refused("host", "deploy") == "升级没有完成，没有部署。请先执行 mubiao host upgrade。\n"
    ask("INSERT INTO cell_change (who, what) VALUES ('测试', '升级完成')", "registry")
    host.set(PREFECT_API_URL="")
    assert "没有设置 PREFECT_API_URL" in host.refused("host", "deploy")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two flows are deployed: to deploy all of them takes 13 CPU seconds."""
    monkeypatch.setattr(deploying, "FLOWS", (DAILY_SWEEP, DELIVER))


def run_of(served: Served, host: Mubiao, routine: Routine, **form: str) -> Any:
    """A run of a deployment in a process as a worker starts it. Returns it as the server knows it afterwards."""
    deployment = deployments(served)[deployment_name(routine)]["id"]
    made = call_api(served, f"/deployments/{deployment}/create_flow_run", {"parameters": {"form": form}})
    host.set(**served, PREFECT_API_AUTH_STRING=CREDENTIALS, PREFECT__FLOW_RUN_ID=made["id"])
    command = [sys.executable, "-P", "-m", "prefect.engine"]
    subprocess.run(command, check=False, timeout=120, capture_output=True)  # noqa: S603 - our own
    return call_api(served, f"/flow_runs/{made['id']}")


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("kind", ["COMPLETED", "FAILED"])
def test_a_desk_asks_for_a_run_of_its_cell_and_reads_how_it_ended(
    served: Served, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    deploy(["main"], 1)
    url = served["PREFECT_API_URL"].replace("http://", f"http://{CREDENTIALS}@")

    def worked(_: float) -> None:
        wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        found = call_api(served, "/flow_runs/filter", wanted)
        [made] = [each for each in found if each["parameters"] == {"form": {"cell": "gz-zunyi"}}]
        ended = {"type": kind, "message": "每日巡检 gz-zunyi：办完1个单元。"}
        call_api(served, f"/flow_runs/{made['id']}/set_state", {"state": ended, "force": True})

    # Prefect's own client sleeps too, between two tries.
    monkeypatch.setattr(asked_run, "time", SimpleNamespace(monotonic=time.monotonic, sleep=worked))
    if kind == "COMPLETED":
        assert asked_run.run_on_host(url, "gz-zunyi", DAILY_SWEEP, None) == "每日巡检 gz-zunyi：办完1个单元。"
    else:
        with pytest.raises(Refused, match="主机上的运行没有办成：每日巡检 gz-zunyi：办完1个单元。"):
            asked_run.run_on_host(url, "gz-zunyi", DAILY_SWEEP, None)


@pytest.mark.usefixtures("few")
def test_a_run_delivers_for_its_cells_and_the_server_is_told_no_name(
    posting: Posting, served: Served, relay: MailServer
) -> None:
    (host, group), (dead, living) = posting, posting.keys
    deploy([group], 1)
    made = run_of(served, host, DELIVER, group=group)
    assert (made["state"]["type"], made["state"]["message"]) == ("COMPLETED", f"通知投递 {group}：办完2个单元。")
    assert made["name"] == f"通知投递 2026-03-05 {group}"
    assert len(relay.received) == 3
    key = f"deliver-{group}"
    [table] = call_api(served, "/artifacts/filter", {})
    assert table["key"] == key
    assert json.loads(table["data"]) == [
        {"单元": each, "开启": 0, "发出": sent, "收取": 0, "逾期": 0, "未办成": ""}
        for each, sent in ((dead, 0), (living, 3))
    ]
    alone = run_of(served, host, DAILY_SWEEP, cell=living)
    assert alone["state"]["message"] == f"每日巡检 {living}：办完1个单元。"
    assert [each["key"] for each in call_api(served, "/artifacts/filter", {})] == [key]
    missing = run_of(served, host, DELIVER, group="nobody")
    assert missing["state"]["message"] == "组“nobody”没有单元。查看：mubiao host list。"
    told = {each: json.dumps(call_api(served, f"/{each}/filter", {}), ensure_ascii=False) for each in ASKED}
    assert f"通知投递 {group}：办完2个单元。" in told["logs"]
    assert {(name, each) for name in NAMES for each, text in told.items() if name in text} == set()
