"""Periodic checks of `up`: each trouble is reported once, paused or lost schedules in Prefect are repaired.

Prefect itself is a small server here that holds deployments as the real one does; test_disturbed.py has the real one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from deployments import upkeep
from deployments.health import NEVER_SWEPT, CheckResult, check_clock_trust, check_schedules, check_server, check_sweep
from deployments.prefect_schedules import Schedules, deployment_name, planned_crons, read_schedules
from deployments.upkeep import Caretaker
from models.database import begin, unbind
from models.rules.clocks import Reading
from models.rules.cycles import CYCLES, DAILY_SWEEP, DELIVER, MONTHLY_CHECK, ROUTINES
from models.rules.errors import Unavailable
from models.rules.workdays import SHANGHAI
from tasks import clock_check
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from tests.conftest import Acting

ALL = (*CYCLES, *ROUTINES)
NAMES = "、".join(each.name for each in (*CYCLES, *ROUTINES))


class Prefect:
    """Holds deployments and answers the requests that we make about them."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Any]] = {}
        self.runs: dict[str, dict[str, Any]] = {}
        self.fails_after = -1  # after this many answers it fails once
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                found = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or b"null")
                body = json.dumps(outer.fails_after and outer.answer(self.path.removeprefix("/api"), found)).encode()
                self.send_response(200 if outer.fails_after else 500)
                outer.fails_after -= 1
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_PATCH = _answer  # noqa: N815 - the names of http.server

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.environment = {"PREFECT_API_URL": f"http://127.0.0.1:{self.server.server_port}/api"}

    def deploy(self) -> None:
        """Register the deployments as the runner does: a pause survives, every other change is overwritten."""
        for cycle in ALL:
            before = self.held.get(cycle.key, {"paused": False, "schedules": [{"active": True}]})
            own = {"id": "s", "active": before["schedules"][0]["active"]}
            entry = {"id": cycle.key, "name": deployment_name(cycle), "paused": before["paused"]}
            entry |= {"entrypoint": f"flows.{cycle.key}.{cycle.key}"}
            plans = [(slug, {"cron": cron, "timezone": "Asia/Shanghai"}) for slug, cron in planned_crons(cycle)]
            schedules = [own | {"slug": slug, "schedule": plan} for slug, plan in plans]
            self.held[cycle.key] = entry | {"schedules": schedules}

    def answer(self, path: str, text: Any) -> Any:
        if path == "/deployments/filter":
            return list(self.held.values())
        if path == "/flow_runs/filter":
            return list(self.runs.values())
        if path.startswith("/flow_runs/"):
            self.runs[path.rpartition("/")[2]] |= text
            return None
        _, _, key, *rest = path.split("/")
        if rest == ["resume_deployment"]:
            self.held[key]["paused"] = False
        else:
            self.held[key]["schedules"][0] |= text
        return None


@pytest.fixture
def prefect() -> Iterator[Prefect]:
    made = Prefect()
    thread = Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    made.deploy()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


class Up:
    """An `up` whose checks run on demand, and its reports."""

    def __init__(self, prefect: Prefect) -> None:
        self.said: list[str] = []
        self.deployed = 0
        self._prefect = prefect
        self.registered = 0
        self.caretaker = Caretaker(prefect.environment, self._deploy, self.said.append, self._count)

    def _count(self) -> None:
        self.registered += 1

    def _deploy(self) -> None:
        self.deployed += 1
        self._prefect.deploy()

    def start(self) -> list[str]:
        self.said.clear()
        self.caretaker.register()
        return list(self.said)

    def look(self) -> list[str]:
        self.said.clear()
        self.caretaker.look()
        return list(self.said)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    unbind()  # clock and sweep pass without a ledger
    monkeypatch.setattr(upkeep, "EVERY", 0.0)
    monkeypatch.setattr(upkeep, "SOON", 0.0)


def test_without_trouble_nothing_is_reported(prefect: Prefect) -> None:
    up = Up(prefect)
    assert up.look() == up.look() == []
    assert check_schedules(prefect.environment) == CheckResult("计划", ok=True)
    assert read_schedules(prefect.environment) == Schedules((), (), ())


def test_schedules_paused_before_the_start_are_resumed_and_reported(prefect: Prefect) -> None:
    prefect.held[MONTHLY_CHECK.key]["paused"] = True
    prefect.held[DAILY_SWEEP.key]["schedules"][0]["active"] = False
    assert check_schedules(prefect.environment).advice == (
        "在Prefect界面中被暂停，不会自动执行：月度检查、每日巡检，请在界面恢复，或重新启动 mubiao up"
    )
    up = Up(prefect)
    assert up.start() == ["以下计划曾在Prefect界面中被暂停，现已恢复：月度检查、每日巡检。"]
    assert (up.deployed, up.look()) == (1, [])
    assert check_schedules(prefect.environment).ok


@pytest.mark.parametrize("fails_after", [0, 1, 2])
def test_a_server_that_fails_at_the_start_is_queried_again(prefect: Prefect, fails_after: int) -> None:
    prefect.held[MONTHLY_CHECK.key]["paused"] = prefect.held[DELIVER.key]["paused"] = True
    prefect.fails_after = fails_after
    up = Up(prefect)
    assert (up.start(), up.deployed) == ([], 1)
    assert up.look() == ["以下计划曾在Prefect界面中被暂停，现已恢复：月度检查、通知投递。"]


def test_a_later_pause_is_reported_once_and_lasts(prefect: Prefect) -> None:
    up = Up(prefect)
    up.look()
    prefect.held[DELIVER.key]["paused"] = True
    words = "以下计划在Prefect界面中被暂停，不会自动执行：通知投递。请在界面恢复，或重新启动。"
    assert (up.look(), up.look()) == ([words], [])
    assert prefect.held[DELIVER.key]["paused"]
    prefect.held[DELIVER.key]["paused"] = False
    assert up.look() == []
    prefect.held[DELIVER.key]["paused"] = True
    assert up.look() == [words]


def test_a_deleted_deployment_is_registered_again(prefect: Prefect) -> None:
    up = Up(prefect)
    up.look()
    del prefect.held[DAILY_SWEEP.key]
    assert check_schedules(prefect.environment).advice == "Prefect中缺少或被改动：每日巡检，请重新启动 mubiao up"
    assert up.look() == ["Prefect中缺少以下计划，或已被改动，正在重新登记：每日巡检。"]
    assert (up.deployed, up.look()) == (1, [])
    assert check_schedules(prefect.environment).ok


@pytest.mark.parametrize(
    "changed", [{"cron": "0 20 * * *"}, {"timezone": "UTC"}, {"cron": None, "interval": 60.0}], ids=str
)
def test_a_schedule_that_was_changed_is_as_good_as_lost(prefect: Prefect, changed: dict[str, Any]) -> None:
    prefect.held[DAILY_SWEEP.key]["schedules"][0]["schedule"] |= changed
    up = Up(prefect)
    assert up.look() == ["Prefect中缺少以下计划，或已被改动，正在重新登记：每日巡检。"]
    assert check_schedules(prefect.environment).ok


def test_a_deployment_that_is_not_ours_is_left_alone(prefect: Prefect) -> None:
    prefect.held["foreign"] = prefect.held[MONTHLY_CHECK.key] | {"id": "foreign", "name": "试验"}
    up = Up(prefect)
    up.start()
    up.look()
    assert "foreign" in prefect.held
    assert check_schedules(prefect.environment).ok


def test_a_deleted_schedule_is_registered_again_and_an_added_one_is_left_alone(prefect: Prefect) -> None:
    prefect.held[DAILY_SWEEP.key]["schedules"] = []
    prefect.held[DELIVER.key]["schedules"] += [{"id": "x", "slug": "x", "active": True, "schedule": {"interval": 60.0}}]
    assert read_schedules(prefect.environment).lost == ("每日巡检",)


def test_a_wiped_prefect_loses_everything_and_gets_it_back(prefect: Prefect) -> None:
    prefect.held.clear()
    up = Up(prefect)
    assert up.look() == [f"Prefect中缺少以下计划，或已被改动，正在重新登记：{NAMES}。"]
    assert check_schedules(prefect.environment).ok


def test_a_runner_that_was_just_started_is_given_time_but_only_once(prefect: Prefect) -> None:
    up = Up(prefect)
    up.start()
    prefect.held.clear()
    assert (up.look(), up.deployed) == ([], 1)
    prefect.deploy()
    up.look()
    prefect.held.clear()
    up.look()
    assert up.deployed == 2


def test_a_runner_that_does_not_register_anything_is_started_again_in_the_end(
    prefect: Prefect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "LONGEST", -1.0)
    up = Up(prefect)
    up.start()
    prefect.held.clear()
    assert len(up.look()) == 1
    assert up.deployed == 2


def test_a_registration_is_complete_once_nothing_is_missing(prefect: Prefect) -> None:
    up = Up(prefect)
    up.start()
    prefect.held.clear()
    assert (up.look(), up.registered) == ([], 0)
    prefect.deploy()
    assert (up.look(), up.registered) == ([], 1)
    assert (up.look(), up.registered) == ([], 1)


def test_while_schedules_are_being_registered_missing_ones_are_no_fault(prefect: Prefect) -> None:
    del prefect.held[DAILY_SWEEP.key]
    words = f"正在登记：共{len(ALL)}项，还有1项，一般在一分钟内完成，请稍后再查"
    assert check_schedules(prefect.environment, starting=True) == CheckResult("计划", ok=True, advice=words)
    assert not check_schedules(prefect.environment).ok
    prefect.deploy()
    assert check_schedules(prefect.environment, starting=True) == CheckResult("计划", ok=True)


def test_while_the_server_starts_nothing_is_advised() -> None:
    away = {"PREFECT_API_URL": "http://127.0.0.1:1/api"}
    words = "一般在一分钟内完成，请稍后再查"
    assert check_server(away, starting=True) == CheckResult("Prefect服务", ok=True, advice=f"正在启动，{words}")
    assert check_schedules(away, starting=True) == CheckResult("计划", ok=True, advice=f"正在登记，{words}")
    assert check_server(away).advice == "未运行，计划不会自动执行；请运行 mubiao up"


def test_it_looks_once_a_minute(prefect: Prefect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "EVERY", 60.0)
    up = Up(prefect)
    up.look()
    prefect.held.clear()
    assert (up.look(), up.deployed) == ([], 0)


def test_a_server_that_is_away_is_waited_for(prefect: Prefect) -> None:
    up = Up(prefect)
    up.caretaker = Caretaker({"PREFECT_API_URL": "http://127.0.0.1:1/api"}, lambda: None, up.said.append)
    assert (up.look(), up.start()) == ([], [])
    down = {"PREFECT_API_URL": "http://127.0.0.1:1/api"}
    assert check_schedules(down) == CheckResult("计划", ok=False, advice="Prefect服务没有应答，请稍后重试。")
    with pytest.raises(Unavailable):
        read_schedules(down)


# The clock and the sweep


@pytest.fixture
def lived(march: Acting) -> Iterator[Callable[[int], None]]:
    """It is nine o'clock of that day of March; the newest sweep is that of Friday the sixth."""
    march.system.on("2026-03-06").do("record_sweep", "record_sweep|2026-03-06")
    yield lambda day: set_virtual_instant(datetime(2026, 3, day, 9, 0, tzinfo=SHANGHAI))
    clear_virtual_instant()


def stands(look: Callable[[Session], CheckResult]) -> CheckResult:
    with begin() as session:
        return look(session)


def test_more_than_a_working_day_without_a_sweep_is_reported_once(
    prefect: Prefect, lived: Callable[[int], None]
) -> None:
    lived(9)
    up = Up(prefect)
    assert stands(check_sweep) == CheckResult("每日巡检", ok=True, advice="最近一次2026-03-06 09:00")
    assert up.look() == []
    lived(10)
    advice = (
        "最近一次2026-03-06 09:00，已有2个工作日没有执行，期间不提醒、不催办。"
        "请运行 mubiao up，或执行 mubiao run daily_sweep"
    )
    assert (up.look(), up.look()) == ([f"每日巡检：{advice}"], [])
    assert stands(check_sweep) == CheckResult("每日巡检", ok=False, advice=advice)


@pytest.mark.usefixtures("acting")
def test_before_the_first_sweep_the_founding_counts() -> None:
    set_virtual_instant(datetime(2026, 1, 4, 9, 0, tzinfo=SHANGHAI))
    assert stands(check_sweep) == CheckResult("每日巡检", ok=True, advice=NEVER_SWEPT.format(when="mubiao up 运行时"))
    set_virtual_instant(datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI))
    assert stands(check_sweep).advice.startswith("从未执行，已有2个工作日没有执行")
    clear_virtual_instant()


def test_an_untrusted_clock_is_reported_with_advice(
    prefect: Prefect, march: Acting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    read_settings.cache_clear()
    up, shown = Up(prefect), Reading(march.context().at)
    march.system.do("record_sweep", "record_sweep|2026-03-05")
    monkeypatch.setattr("deployments.health.current_instant", lambda: shown.at)
    monkeypatch.setattr(clock_check, "reading", lambda: shown)
    assert (stands(check_clock_trust), up.look()) == (CheckResult("时钟与台账", ok=True), [])
    shown = replace(shown, at=shown.at - timedelta(days=1))
    assert up.look() == ["时钟与台账：本机时钟比已有记录早24小时，请核对时间。"]
    assert up.look() == []
    shown = replace(shown, at=march.context().at)
    assert up.look() == []
    shown = replace(shown, at=shown.at - timedelta(days=10))
    [words] = up.look()
    assert words.startswith(
        "时钟与台账：本机时钟现为2026-02-23 09:00，比已有记录早10天。开启、提醒、投递等计划任务已停止。"
    )
    read_settings.cache_clear()


def test_an_unavailable_database_is_not_reported(prefect: Prefect) -> None:
    unbind()
    assert Up(prefect).look() == []


def test_what_is_in_the_way_of_the_board_is_reported_once(prefect: Prefect) -> None:
    said: list[str] = []
    found = {"总表": "总表没有更新：没有权限"}
    caretaker = Caretaker(prefect.environment, prefect.deploy, said.append, board=lambda: found)
    caretaker.look()
    caretaker.look()
    assert said == ["总表没有更新：没有权限"]


def run_of(name: str, *tags: str, by_schedule: bool = True) -> dict[str, Any]:
    at = "2026-11-30T23:30:00Z"  # the first of December in Shanghai
    return {"id": name, "name": name, "tags": tags, "expected_start_time": at, "auto_scheduled": by_schedule}


def test_scheduled_runs_are_named_by_their_period_or_day(prefect: Prefect) -> None:
    prefect.runs = {
        each["name"]: each
        for each in (
            run_of("active-salmon", "月度检查", "3-6.1.1"),
            run_of("brave-otter", "每日巡检", "3-6.2.2"),
            run_of("clever-fox", "月度检查", by_schedule=False),
            run_of("daring-owl", "another program"),
        )
    }
    Up(prefect).look()
    names = [each["name"] for each in prefect.runs.values()]
    assert names == ["月度检查 2026-12", "每日巡检 2026-12-01", "clever-fox", "daring-owl"]
