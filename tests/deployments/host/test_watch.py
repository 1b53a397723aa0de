"""The watcher's process: one has the turn, another stands by and takes over when the first has died."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from deployments.host.turn import STANDS_BY, TRY, holder, own_session, take_turn
from deployments.host.watch import watch
from deployments.host.watcher import Watcher
from deployments.loopback.mail import MailServer
from models.rules.errors import Unavailable
from tasks.cell import key_file, read_key
from tasks.home import worker_name
from tasks.settings import read_settings

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask

pytestmark = pytest.mark.process
ROOT = Path(__file__).parents[3]
HOLDS = """
import sys, time
from deployments.host.turn import own_session, take_turn
with own_session() as registry:
    take_turn(registry, print, time.sleep)
    print("has it", flush=True)
    sys.stdin.read()
"""


@pytest.mark.usefixtures("host")
def test_a_stand_by_takes_over_from_a_process_that_was_killed_and_names_it() -> None:
    said: list[str] = []
    command = [sys.executable, "-c", HOLDS]
    with (
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first,  # noqa: S603 - our own
        own_session() as registry,
    ):
        assert first.stdout
        assert [first.stdout.readline().strip() for _ in range(2)] == ["开始值守。", "has it"]
        name = holder(registry)
        assert f":{first.pid}:" in name

        def kill(seconds: float) -> None:
            assert seconds == STANDS_BY <= 60
            first.kill()
            first.wait()
            while holder(registry) == name:  # the server notices it at once
                pass

        take_turn(registry, said.append, kill)
        assert said == [f"待命：正在值守的是 {name}。", f"值守进程 {name} 已停止，由本进程接替。"]
        assert holder(registry) == worker_name()


def test_a_lost_registry_is_told_once_and_waited_for(
    host: Mubiao, capsys: pytest.CaptureFixture[str], ask: Ask
) -> None:
    """Its sessions are ended while the watcher waits after a look; Prefect is not there at all."""
    host.set(PREFECT_API_URL="http://127.0.0.1:1/api", PREFECT_API_AUTH_STRING="admin:word")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 1:
            ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'host'")

    watch(Watcher(lambda _: None), read_key(key_file()), wait, looks=3)
    said = [line[20:] for line in capsys.readouterr().out.splitlines()]
    assert (said[0], said[-1], len(said)) == ("开始值守。", "开始值守。", 3)
    assert "数据库" in said[1]


def test_a_session_that_ends_frees_the_turn(host: Mubiao) -> None:
    assert host.home.name
    for _ in range(2):
        with own_session() as registry:
            assert registry.exec_driver_sql(TRY).scalar_one()


def test_the_watcher_tells_the_operator_how_many_troubles_there_are(host: Mubiao, tmp_path: Path) -> None:
    with MailServer(tmp_path / "mails") as mail:
        host.set(PREFECT_API_URL="http://127.0.0.1:1/api", PREFECT_API_AUTH_STRING="admin:word")
        host.set(MUBIAO_ALERT_TO="duty@example.org", MUBIAO_MAIL_URL=mail.url, MUBIAO_HOME=str(tmp_path))
        host.set(MUBIAO_CLOCK="2026-03-02T00:10:00+08:00")  # before the hour of the daily runs: no cell is late
        read_settings.cache_clear()
        watch(Watcher(lambda _: None), read_key(key_file()), lambda _: None, looks=2)
        subjects = [str(each.message["Subject"]) for each in mail.received]
    assert subjects == ["【系统告警】主机值守发现问题：1项"]


def test_what_could_not_be_put_back_is_not_said_to_be() -> None:
    def fail(**_: object) -> None:
        raise Unavailable("Prefect没有应答")

    said: list[str] = []
    pool: Any = SimpleNamespace(facts=SimpleNamespace(is_paused=True), deployments={}, schedules=list, pause=fail)
    with pytest.raises(Unavailable):
        Watcher(said.append, silence=timedelta(1))._repair(pool, ["main"])
    assert said == []
