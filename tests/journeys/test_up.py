"""`mubiao up`: one installation is served, recovers, is protected from a second one, and stops cleanly."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

import pytest

from deployments.prefect_schedules import deployment_name
from models.rules.cycles import CYCLES, DAILY_SWEEP, ROUTINES
from tasks.clock import current_instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tests.journeys.conftest import Journey, Place, Program

QUESTIONS = 1.0  # seconds between two: each takes the server 0.05 CPU seconds
OFTEN = {"interval": 12, "timezone": "Asia/Shanghai"}


@dataclass(frozen=True)
class Served:
    """The state while `up` ran on an initialised home, and after it was stopped."""

    expected: set[str]
    deployments: list[dict[str, Any]]
    second: subprocess.CompletedProcess[str]
    second_is_late: float
    caught_up: list[dict[str, Any]]
    run: dict[str, Any]
    run_after: float
    healed_after: float
    answer_after_healing: subprocess.CompletedProcess[str]
    running: dict[int, str]
    enter_as: set[str]
    stopped_after: float
    exit_code: int
    left_running: dict[int, str]
    port_is_free: bool
    output: str


def postmaster(place: Place) -> int:
    try:
        return int((place.home / "postgres" / "postmaster.pid").read_text().split()[0])
    except (OSError, IndexError):
        return 0


def healed(place: Place, journey: Journey) -> float:
    """Returns how long the database was away after its first process was killed."""
    killed, began = postmaster(place), time.monotonic()
    os.kill(killed, signal.SIGKILL)
    journey.wait_for("another database process", lambda: postmaster(place) not in {0, killed})
    return time.monotonic() - began


def roles_given_to(running: dict[int, str]) -> set[str]:
    """Returns the database roles in the environment of the children of `up` and of their flow runs."""
    roles: set[str] = set()
    for pid in running:
        with suppress(OSError):  # ended since it was listed
            environment = Path(f"/proc/{pid}/environ").read_bytes().decode()
            roles |= set(re.findall(r"DATABASE_URL=postgresql\+psycopg://(\w+)@", environment))
    return roles


def often(api: str, deployment: str, journey: Journey) -> list[str]:
    """Returns the paths of the foreign schedules of a deployment: those that run every few seconds."""
    found = journey.ask(f"{api}/deployments/{deployment}")["schedules"]
    return [f"{deployment}/schedules/{each['id']}" for each in found if "interval" in each["schedule"]]


def delete(address: str, journey: Journey) -> None:
    """Delete a foreign schedule, unless `up` has put its own ones in its place first, as it does on a slow machine."""
    try:
        journey.ask(address, method="DELETE")
    except HTTPError as answer:
        if answer.code != HTTPStatus.NOT_FOUND:
            raise


def scheduled(api: str, deployment: str, journey: Journey) -> tuple[dict[str, Any], float]:
    """Returns a run that a schedule created and the runner completed, and how long that took.

    The schedule is a foreign one: `up` replaces it whenever it registers its own, and then it is added again.
    """
    began = time.monotonic()
    wanted = {"flow_runs": {"deployment_id": {"any_": [deployment]}, "state": {"type": {"any_": ["COMPLETED"]}}}}

    def look() -> Any:
        if not often(api, deployment, journey):
            journey.ask(f"{api}/deployments/{deployment}/schedules", [{"active": True, "schedule": OFTEN}])
        return journey.ask(f"{api}/flow_runs/filter", wanted)

    runs = journey.wait_for("a scheduled run", look, pause=QUESTIONS)
    for path in often(api, deployment, journey):
        delete(f"{api}/deployments/{path}", journey)
    return runs[0], time.monotonic() - began


def going_live() -> tuple[date, set[str]]:
    """Returns the first day of the third month before this one, and runs that were missed since, among others."""
    today = current_instant().date()
    live = (today.replace(day=1) - timedelta(days=70)).replace(day=1)
    year, quarter = divmod(live.year * 4 + (live.month + 1) // 3, 4)  # the first that begins since
    return live, {f"月度检查 {live:%Y-%m}", f"月度检查 {today:%Y-%m}", f"每季核查 {year}Q{quarter + 1}"}


def runs_of_catching_up(api: str, expected: set[str], journey: Journey) -> list[dict[str, Any]]:
    """Returns the runs of what was missed, once those that are expected have ended and no other one runs.

    They run one after the other, so that there are moments between two of them.
    """
    wanted = {"flow_runs": {"tags": {"all_": ["补开"]}, "state": {"type": {"any_": ["COMPLETED", "FAILED"]}}}}
    found: list[dict[str, Any]] = journey.ask(f"{api}/flow_runs/filter", wanted)
    wanted["flow_runs"]["state"] = {"type": {"any_": ["PENDING", "RUNNING", "SCHEDULED"]}}
    ended = {run["name"] for run in found}
    return found if ended >= expected and not journey.ask(f"{api}/flow_runs/filter", wanted) else []


def story(place: Place, up: Program, port: int, expected: set[str], journey: Journey) -> Served:
    api = f"http://127.0.0.1:{port}/api"
    journey.wait_for("the server", lambda: up.says("按 Ctrl-C 停止"))
    wanted = len((*CYCLES, *ROUTINES))
    found = journey.wait_for(
        "all deployments",
        lambda: [d for d in [journey.ask(f"{api}/deployments/filter", {})] if len(d) == wanted],
        pause=QUESTIONS,
    )[0]
    sweep = next(each["id"] for each in found if each["name"] == deployment_name(DAILY_SWEEP))
    caught_up = journey.wait_for(
        "the end of catching up", lambda: runs_of_catching_up(api, expected, journey), pause=QUESTIONS
    )
    run, run_after = scheduled(api, sweep, journey)
    began = time.monotonic()  # after all that takes the machine's processors: what is measured is how long it waits
    subprocess.run([sys.executable, "-P", "-c", "import deployments.commands.up"], check=True)
    loaded = time.monotonic()
    second = place.run("up")
    second_is_late = time.monotonic() - loaded - (loaded - began)
    healed_after = healed(place, journey)
    answer = place.run("owed")
    running = place.alive()
    enter_as = roles_given_to(running)
    stopped_after = up.end(signal.SIGTERM)
    return Served(
        expected=expected,
        deployments=found,
        second=second,
        second_is_late=second_is_late,
        caught_up=caught_up,
        run=run,
        run_after=run_after,
        healed_after=healed_after,
        answer_after_healing=answer,
        running=running,
        enter_as=enter_as,
        stopped_after=stopped_after,
        exit_code=up.process.returncode,
        left_running=place.alive(),
        port_is_free=journey.is_free(port),
        output=up.stdout + up.stderr,
    )


@pytest.fixture(scope="module")
def served(journey: Journey) -> Iterator[Served]:
    port = journey.free_port()
    # Prefect's own scheduler runs once a minute by default: too slow for a test.
    quick = {"PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5", "PREFECT_RUNNER_POLL_FREQUENCY": "2"}
    with journey.place(MUBIAO_PORT=str(port), **quick) as place:
        live, expected = going_live()
        founded = place.run("init", "--jurisdiction", "贵州省", "--go-live", f"{live}")
        assert founded.returncode == 0, founded.stderr
        yield story(place, place.start("up"), port, expected, journey)


def test_every_cycle_and_routine_has_its_deployment_with_its_own_schedule(served: Served) -> None:
    crons = {each["name"]: {s["schedule"]["cron"] for s in each["schedules"]} for each in served.deployments}
    assert crons == {deployment_name(each): set(each.crons) for each in (*CYCLES, *ROUTINES)}


def test_what_is_opened_while_catching_up_is_a_run_each(served: Served) -> None:
    assert {run["state_type"] for run in served.caught_up} == {"COMPLETED"}, served.caught_up
    assert {run["name"] for run in served.caught_up} >= served.expected
    assert "首次启动，启用以来各期正在开启，逐项为Prefect界面中的运行（标签“补开”）" in served.output


def test_the_children_of_up_enter_the_database_as_the_application(served: Served) -> None:
    assert served.enter_as == {"mubiao_app"}


def test_every_schedule_runs_on_beijing_time(served: Served) -> None:
    zones = {s["schedule"]["timezone"] for each in served.deployments for s in each["schedules"]}
    assert zones == {"Asia/Shanghai"}


def test_a_schedule_of_the_server_creates_a_run_and_the_runner_executes_it(served: Served) -> None:
    assert served.run["auto_scheduled"]
    assert served.run["state_type"] == "COMPLETED"
    assert served.run["name"].startswith("每日巡检 20")
    assert served.run_after < 60


def test_a_second_up_on_the_same_home_is_refused(served: Served) -> None:
    assert served.second.returncode == 1
    assert "已有一个正在运行的 mubiao" in served.second.stderr
    assert served.second_is_late < 5  # than to load it: it waits for nothing


def test_a_killed_database_comes_back_while_up_runs(served: Served) -> None:
    assert served.healed_after < 20
    assert served.answer_after_healing.returncode == 0
    assert served.answer_after_healing.stdout.strip()


def test_sigterm_stops_server_runner_and_database_within_twenty_seconds(served: Served) -> None:
    assert any("deployments.runner" in command for command in served.running.values())
    assert served.stopped_after < 20
    assert served.exit_code == 0
    assert served.left_running == {}
    assert served.port_is_free


def test_up_says_where_its_data_and_its_user_interface_are(served: Served) -> None:
    assert "数据目录 " in served.output
    assert "Prefect界面 http://127.0.0.1:" in served.output
    assert "Traceback" not in served.output
