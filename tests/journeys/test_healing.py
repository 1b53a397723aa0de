"""Each process under `mubiao up` is killed once, and an installation is killed while its tables are created."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import pytest

from deployments import embedded
from deployments.installation import installation
from deployments.prefect_schedules import deployment_name
from models.migrations import unmake, versions
from models.rules.cycles import DAILY_SWEEP
from tasks.settings import Settings
from tests.conftest import made_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations
    from tests.journeys.conftest import Journey, Place, Program

SERVER, RUNNER = "deployments.prefect_server", "deployments.runner"
ENDED = {"COMPLETED", "FAILED", "CRASHED"}


@dataclass(frozen=True)
class Healed:
    """How long each process was away, and the result of a run whose database was killed in the middle."""

    server_after: float
    runner_after: float
    run: dict[str, Any]
    exit_code: int
    left_running: dict[int, str]
    output: str
    log: str


def pid_of(place: Place, words: str) -> int:
    return next((pid for pid, command in place.alive().items() if words in command), 0)


def seconds(look: Callable[[], Any]) -> float:
    began = time.monotonic()
    look()
    return time.monotonic() - began


def kill_and_wait(place: Place, up: Program, words: str, journey: Journey) -> float:
    """Returns how long it takes until a killed process runs again, while `mubiao up` goes on."""
    killed = journey.wait_for(words, lambda: pid_of(place, words))
    os.kill(killed, signal.SIGKILL)

    def runs_again() -> bool:
        assert up.process.poll() is None, up.stdout + up.stderr
        return pid_of(place, words) not in {0, killed}

    return seconds(lambda: journey.wait_for(words, runs_again))


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - loopback
            return bool(answer.read())
    except OSError:
        return False


def disturbed_run(place: Place, api: str, journey: Journey) -> dict[str, Any]:
    """Start a daily sweep and kill the database during it; returns the final state of the run."""
    named = {"deployments": {"name": {"any_": [deployment_name(DAILY_SWEEP)]}}}
    [sweep] = journey.wait_for("the sweep", lambda: journey.ask(f"{api}/deployments/filter", named))
    run = journey.ask(f"{api}/deployments/{sweep['id']}/create_flow_run", {})["id"]

    def state() -> dict[str, Any]:
        seen: dict[str, Any] = journey.ask(f"{api}/flow_runs/{run}")
        return seen

    journey.wait_for("the run", lambda: state()["state_type"] == "RUNNING")
    data = embedded.data_of(place.home)
    os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    journey.wait_for("the end of the run", lambda: state()["state_type"] in ENDED)
    return state()


def story(place: Place, up: Program, api: str, journey: Journey) -> Healed:
    journey.wait_for("the server", lambda: up.says("按 Ctrl-C 停止"))
    server_after = kill_and_wait(place, up, SERVER, journey)
    journey.wait_for("its answer", lambda: answers(f"{api}/health"))
    runner_after = kill_and_wait(place, up, RUNNER, journey)
    run = disturbed_run(place, api, journey)
    up.end(signal.SIGTERM)
    log = (place.home / "logs" / "up.log").read_text(encoding="utf-8")
    return Healed(server_after, runner_after, run, up.process.returncode, place.alive(), up.stdout + up.stderr, log)


@pytest.fixture(scope="module")
def healed(journey: Journey) -> Iterator[Healed]:
    port = journey.free_port()
    with journey.place(MUBIAO_PORT=str(port), PREFECT_RUNNER_POLL_FREQUENCY="2") as place:
        place.found()
        yield story(place, place.start("up"), f"http://127.0.0.1:{port}/api", journey)


def test_a_killed_server_and_a_killed_runner_are_restarted_soon(healed: Healed) -> None:
    assert healed.server_after < 10
    assert healed.runner_after < 10


def test_a_run_whose_database_was_killed_completes(healed: Healed) -> None:
    assert healed.run["state_type"] == "COMPLETED", healed.run["state"]["message"]


def test_each_restart_is_printed_and_logged_and_all_processes_stop(healed: Healed) -> None:
    for words in (
        "Prefect服务意外停止，正在重新启动",
        "计划执行程序意外停止，正在重新启动",
        "数据库曾停止或无法使用，已自动恢复。",
    ):
        assert words in healed.output
        assert words in healed.log
    assert "Traceback" not in healed.output
    assert (healed.exit_code, healed.left_running) == (0, {})


MIGRATING = """
import os, pathlib, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from deployments import embedded
from deployments.installation import installation
from models.rules.errors import MubiaoError
from tasks.settings import Settings
from tests.conftest import made_folder
home, who, at = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
made = []

def kill(_c, _r, statement, *_more):
    made.extend(["x"] if statement.lstrip().upper().startswith(("CREATE", "ALTER")) else [])
    if len(made) == at:
        server = int((embedded.data_of(home) / "postmaster.pid").read_text().split()[0])
        os.kill(os.getpid() if who == "we" else server, signal.SIGKILL)
        made.append("killed")

event.listen(Engine, "before_cursor_execute", kill)
try:
    with installation(Settings(home=home), new=True):
        print("whole")
except MubiaoError as error:
    print(error.message)
"""


@pytest.fixture(scope="module")
def bare() -> Iterator[Path]:
    """A home whose database has no tables yet."""
    home = made_folder()
    embedded.start(home)
    yield home
    embedded.stop(home)
    rmtree(home)


@pytest.mark.exhaustive(2, thirds=True)
@pytest.mark.parametrize("who", ["we", "server"])
@pytest.mark.parametrize("at", [1, 20, 40, 60])
def test_tables_are_created_atomically_for_a_kill_at_any_statement(
    bare: Path, who: str, at: int, anyone: Acting, sql: Sql, violations: Violations
) -> None:
    embedded.start(bare)
    lines = [sys.executable, "-c", MIGRATING, str(bare), who, str(at)]
    result = subprocess.run(lines, check=False, capture_output=True, text=True, timeout=60)  # noqa: S603 - our own lines
    assert "Traceback" not in result.stderr
    assert (result.stdout[:8], result.returncode) == (("", -9) if who == "we" else ("数据库暂时不可用", 0)), result
    with installation(Settings(home=bare), new=True):
        assert sql.column("SELECT version_num FROM alembic_version") == [max(versions())]
        anyone.do("init", name="贵州省", go_live="2026-01-01")
        assert violations() == []
    with installation(Settings(home=bare), new=True, as_owner=True):
        unmake()
