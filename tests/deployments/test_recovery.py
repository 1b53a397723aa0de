"""Dead processes are restarted while `up` runs, and a full disk is reported; every trouble is reported once."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from deployments import disk_reserve, embedded, recovery
from deployments.child_processes import Children
from deployments.recovery import DISK_EVERY, MOST, RETRY_AFTER, SERVER_EVERY, SILENT, WITHIN, Healer
from deployments.server import SERVER, free_port
from models import disk
from models.rules.errors import Unavailable
from tasks.settings import Settings
from tests.conftest import made_folder

pytestmark = pytest.mark.process

ENDS, STAYS = ["this"], ["http.server", "0", "--bind", "127.0.0.1"]
PATIENCE = 20.0


@dataclass
class Watched:
    """A healer with a simulated clock, and everything that it reports and does."""

    home: Path
    children: Children
    own: bool
    now: float = 0.0
    said: list[str] = field(default_factory=list)
    caught_up: int = 0
    unready: str = ""
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        own = {} if self.own else {"database_url": SecretStr("postgresql://u@127.0.0.1:1/d")}
        chosen = Settings.model_validate({"home": self.home, **own})
        environment = {"PREFECT_API_URL": f"http://127.0.0.1:{self.port}/api"}
        self.healer = Healer(
            chosen,
            self.children,
            environment,
            say=self.said.append,
            catch_up=self._catch_up,
            clock=lambda: self.now,
        )

    def _catch_up(self) -> None:
        if self.unready:
            raise Unavailable(self.unready)
        self.caught_up += 1

    def look(self, after: float = 0.0) -> list[str]:
        """Returns the new reports of a check after this many seconds."""
        self.now += after
        known = len(self.said)
        self.healer.look()
        return self.said[known:]


def wait_for(look: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def of(home: Path) -> list[int]:
    """Returns the running processes whose environment names a home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            listed = f"MARK={home}".encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        found += [int(process.name)] if listed else []
    return found


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """A home with a database elsewhere."""
    with Children(tmp_path / "logs") as children:
        yield Watched(tmp_path, children, own=False)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Watched]:
    """A home with its data folder but without a database in it."""
    (tmp_path / "postgres").mkdir()
    with Children(tmp_path / "logs") as children:
        yield Watched(tmp_path, children, own=True)


@pytest.fixture
def living() -> Iterator[Watched]:
    """A home with a database that runs."""
    home = made_folder()
    embedded.start(home)
    with Children(home / "logs") as children:
        yield Watched(home, children, own=True)
    embedded.stop(home)
    shutil.rmtree(home)


def test_without_trouble_nothing_is_reported_and_nothing_done(living: Watched) -> None:
    living.children.start("runner", STAYS, {})
    assert [living.look(after=1) for _ in range(20)] == [[]] * 20
    assert living.caught_up == 0
    assert (embedded.data_of(living.home) / disk_reserve.NAME).exists()


def test_a_killed_child_is_started_again_and_its_log_named(watched: Watched) -> None:
    watched.children.start("runner", STAYS, {"MARK": str(watched.home)})
    wait_for(lambda: len(of(watched.home)) == 1)
    [killed] = of(watched.home)
    os.kill(killed, signal.SIGKILL)
    wait_for(watched.children.ended)
    log = watched.home / "logs" / "runner.log"
    assert watched.look() == [f"计划执行程序意外停止，正在重新启动；原因见日志：{log}。"]
    wait_for(lambda: of(watched.home) not in ([], [killed]))
    assert watched.look(after=1) == []


def ends(watched: Watched, after: float) -> list[str]:
    """The child ended by itself. Returns the reports of a check this many seconds later."""
    wait_for(watched.children.ended)
    return watched.look(after)


def test_a_child_that_keeps_ending_is_restarted_after_growing_pauses_and_then_abandoned(watched: Watched) -> None:
    watched.children.start("runner", ENDS, {})
    assert len(ends(watched, 0)) == 1
    assert ends(watched, 1) == []
    assert [len(ends(watched, 2**n)) for n in range(1, MOST)] == [1] * (MOST - 1)
    with pytest.raises(Unavailable) as given_up:
        ends(watched, 2**MOST)
    log = watched.home / "logs" / "runner.log"
    assert given_up.value.message == f"计划执行程序在10分钟内停止了6次，原因见日志：{log}。"


def test_ends_of_long_ago_do_not_count(watched: Watched) -> None:
    watched.children.start("runner", ENDS, {})
    assert [len(ends(watched, WITHIN / MOST)) for _ in range(3 * MOST)] == [1] * 3 * MOST


def test_on_a_full_disk_a_child_is_restarted_without_limit(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_reserve, "LAST", 2**62)
    watched.children.start("runner", ENDS, {})
    assert [len(ends(watched, 64)) for _ in range(3 * MOST)] == [1] * 3 * MOST


def test_a_server_that_runs_but_does_not_answer_is_started_again(watched: Watched) -> None:
    watched.children.start(SERVER, STAYS, {"MARK": str(watched.home)})
    wait_for(lambda: len(of(watched.home)) == 1)
    silent = of(watched.home)
    assert watched.look(after=SILENT) == []
    assert watched.look(after=SERVER_EVERY) == ["Prefect服务没有应答，正在重新启动。"]
    wait_for(lambda: of(watched.home) not in ([], silent))
    assert watched.look(after=SERVER_EVERY) == []


def test_a_full_disk_is_reported_once_and_missed_periods_are_opened_when_there_is_space(
    own: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.look()
    monkeypatch.setattr(recovery, "ENOUGH", 2**62)
    [little] = own.look(after=DISK_EVERY)
    assert "请清理；写满后将无法办理。" in little
    monkeypatch.setattr(disk, "RESERVE", 2**62)
    monkeypatch.setattr(recovery, "RESERVE", 2**62)
    [short] = own.look(after=DISK_EVERY)
    assert "已暂停写入，查询不受影响" in short
    assert own.look(after=DISK_EVERY) == []
    assert own.caught_up == 0
    monkeypatch.setattr(recovery, "RESERVE", 0)
    assert own.look(after=DISK_EVERY) == ["磁盘空间已恢复，继续写入。"]
    assert own.caught_up == 1
    assert own.look(after=DISK_EVERY) == []


def test_on_a_full_disk_the_reserve_is_released(own: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    own.look()
    monkeypatch.setattr(disk_reserve, "LAST", 2**62)
    assert "磁盘已满，已释放为此预留的64MB，以便继续查询。" in own.look(after=DISK_EVERY)


def test_an_external_database_is_not_reported_as_short_of_space(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "RESERVE", 2**62)
    assert watched.look() == []


def test_missed_periods_are_retried_until_records_can_be_written(watched: Watched) -> None:
    watched.unready = "数据正被另一操作占用，请稍后重试。"
    watched.healer.open_missed_periods()
    assert watched.said == [watched.unready]
    assert watched.look(after=RETRY_AFTER) == []
    watched.unready = ""
    watched.look(after=RETRY_AFTER - 1)
    assert watched.caught_up == 0
    watched.look(after=1)
    watched.look(after=RETRY_AFTER)
    assert watched.caught_up == 1


def test_a_killed_database_is_restarted_and_missed_periods_are_opened(living: Watched) -> None:
    data = embedded.data_of(living.home)
    os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    wait_for(lambda: not embedded.is_running(living.home))
    assert living.look(after=1) == ["数据库曾停止或无法使用，已自动恢复。"]
    assert embedded.is_running(living.home)
    assert living.caught_up == 1
    assert living.look(after=1) == []


def test_missing_data_are_not_replaced_by_an_empty_database(own: Watched) -> None:
    [text] = own.look()
    assert text == f"“{own.home}/postgres”中没有数据库，可能是磁盘没有挂载，请检查。"
    assert own.look(after=RETRY_AFTER) == []
    assert not (own.home / "postgres" / "PG_VERSION").exists()
    assert own.caught_up == 0
