"""A disk that fills up: reads still work, no write is left half done, and work resumes by itself when there is room.

The tests mount real disks of a few megabytes in memory, which needs root.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from deployments import disk_reserve, embedded
from deployments.access import APP, as_role
from models import disk
from models.database import bind, unbind
from models.disk import MEGABYTE
from models.ledger.evidence.store import configure_store
from models.migrations import migrate
from models.migrations.rights import allow
from models.rules.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Acting, Sql, Violations
    from tests.journeys.conftest import Journey, Place

OFFICES = 300
KNOWN = "SELECT count(*) FROM department WHERE NOT is_agency"


@contextmanager
def mounted(folder: Path, size: int, *options: str) -> Iterator[Path]:
    """Mount a disk of `size` megabytes at a folder; skips the test if no disk can be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount_options = ",".join([f"size={size}m", "mode=755", *options])
    mount = [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", mount_options, "tmpfs", str(folder)]
    try:
        made = subprocess.run(mount, check=False, capture_output=True).returncode == 0  # noqa: S603 - fixed words
    except OSError:
        made = False
    if not made:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run([shutil.which("umount") or "umount", "--lazy", str(folder)], check=True)  # noqa: S603 - fixed words


def fill(folder: Path, leave: int = 0) -> None:
    """Fill a disk up to `leave` megabytes."""
    piece = bytes(64 * 1024)
    number = len(list(folder.glob("fill.*")))
    with (folder / f"fill.{number}").open("wb", buffering=0) as file, suppress(OSError):
        while shutil.disk_usage(folder).free > leave * MEGABYTE and file.write(piece):
            pass


def clear(folder: Path) -> None:
    for each in folder.glob("fill.*"):
        each.unlink()


@dataclass(frozen=True)
class Filled:
    """The results under `up` while its disk had little room, then none, then room again."""

    refused: subprocess.CompletedProcess[str]
    checked: subprocess.CompletedProcess[str]
    read: dict[str, subprocess.CompletedProcess[str]]
    done: subprocess.CompletedProcess[str]
    verified: subprocess.CompletedProcess[str]
    exit_code: int
    output: str
    logged: str


def kill_postmaster(place: Place) -> int:
    pid = int((embedded.data_of(place.home) / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    return pid


def story(place: Place, journey: Journey) -> Filled:
    up = place.start("up")
    journey.wait_for("the server", lambda: up.says("按 Ctrl-C 停止"))
    fill(place.home, leave=150)
    journey.wait_for("the alert", lambda: up.says("已暂停写入，查询不受影响"))
    refused, checked = place.run("act", "watch_liaisons"), place.run("check")
    fill(place.home)
    read = {"full": place.run("owed", "--json"), "verified": place.run("verify", "--json")}
    fill(place.home)
    kill_postmaster(place)
    journey.wait_for("the database", lambda: up.says("已自动恢复"))
    read["healed"] = place.run("owed", "--json")
    clear(place.home)
    journey.wait_for("room", lambda: up.says("磁盘空间已恢复，继续写入。"))
    done, verified = place.run("act", "watch_liaisons"), place.run("verify", "--json")
    up.end(signal.SIGTERM)
    logged = (place.home / "logs" / "up.log").read_text(encoding="utf-8")
    return Filled(refused, checked, read, done, verified, up.process.returncode, up.stdout + up.stderr, logged)


@pytest.fixture(scope="module")
def filled(journey: Journey) -> Iterator[Filled]:
    with journey.place(MUBIAO_PORT=str(journey.free_port())) as place, mounted(place.home, 700):
        place.found()
        with mounted(place.home / "logs", 1) as logs:  # a separate disk for the logs, full from the beginning
            fill(logs)
            yield story(place, journey)


def test_with_little_room_an_act_is_refused_and_check_gives_the_reason(filled: Filled) -> None:
    assert (filled.refused.returncode, filled.refused.stdout) == (3, "")
    assert filled.refused.stderr.startswith("磁盘空间不足（剩余1")
    assert filled.checked.returncode == 3
    assert "已暂停写入，查询不受影响" in filled.checked.stdout


def test_with_no_room_all_reads_work_even_after_a_crash(filled: Filled) -> None:
    assert {what: answer.stderr for what, answer in filled.read.items() if answer.returncode} == {}, filled.output


def test_without_room_for_logs_everything_runs_and_recovers(filled: Filled) -> None:
    assert filled.logged == ""
    assert "数据库曾停止或无法使用，已自动恢复。" in filled.output


def test_work_resumes_when_there_is_room_and_no_write_is_half_done(filled: Filled) -> None:
    assert filled.done.returncode == 0, filled.done.stderr
    assert filled.verified.returncode == 0, filled.verified.stdout
    assert filled.exit_code == 0
    assert "Traceback" not in filled.output


def test_without_up_a_full_disk_is_read_and_saved_on_another_disk_and_the_last_sentence_names_it(
    journey: Journey, tmp_path: Path
) -> None:
    with journey.place() as place, mounted(place.home, 700):
        place.found()
        for n in range(2):  # each part of the reserve once
            fill(place.home)
            lines = (["owed"], ["verify"], ["backup", str(tmp_path / f"保存{n}.mubiao")])
            assert [place.run(*line).returncode for line in lines] == [0, 0, 0]
        fill(place.home)
        last = place.run("owed")
        assert (last.returncode, f"请清理“{embedded.data_of(place.home)}”所在磁盘" in last.stderr) == (3, True)


@pytest.fixture
def small() -> Iterator[Path]:
    """A disk of 450 megabytes."""
    with ExitStack() as held:
        home = Path(tempfile.mkdtemp(prefix="mubiao-tests-", dir="/tmp"))
        held.callback(shutil.rmtree, home)
        yield held.enter_context(mounted(home, 450))


@pytest.fixture
def filling(small: Path, anyone: Acting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Acting]:
    """The installation on that disk, as if another program took the room between the check and the write."""
    monkeypatch.setattr(disk, "RESERVE", 0)
    server = embedded.start(small)
    bind(server)
    migrate()
    allow(APP)
    bind(as_role(server, APP))
    disk_reserve.lay(embedded.data_of(small))
    anyone.do("init", name="贵州省", go_live="2026-01-01")
    yield anyone
    unbind()
    clear(small)
    embedded.stop(small)


def offices(start: int) -> list[dict[str, Any]]:
    return [{"编码": f"D{n:05d}", "名称": f"第{n}厅"} for n in range(start, start + OFFICES)]


def until_full(acting: Acting, server: str) -> None:
    """Take departments, each time in another file of the database's log: those that lie ready would hold 30,000."""
    for n in range(100):
        acting.take("departments", *offices(n * OFFICES))
        with suppress(OperationalError), create_engine(server, poolclass=NullPool).begin() as connection:
            connection.execute(text("SELECT pg_switch_wal()"))


# With a little room left the tables can still grow, but not the log of the database, which then stops as a whole.
@pytest.mark.parametrize("left", [0, 10])
def test_an_act_on_a_full_disk_is_rolled_back_and_succeeds_when_there_is_room(
    small: Path, filling: Acting, sql: Sql, violations: Violations, left: int
) -> None:
    server = embedded.start(small)
    fill(small, left)
    with pytest.raises(Unavailable, match=r"磁盘已满，数据未写入|数据库暂时不可用"):
        until_full(filling, server)
    embedded.start(small)
    known = sql.value(KNOWN)
    assert known % OFFICES == 0
    assert violations() == []
    clear(small)
    filling.take("departments", *offices(known))
    assert sql.value(KNOWN) == known + OFFICES
    assert violations() == []


def test_evidence_without_room_leaves_neither_a_file_nor_a_record(
    march: Acting, sql: Sql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "RESERVE", 0)
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(b"a picture")
    data = {"department": "D001", "period": "2026-03", "file": str(photo)}
    with mounted(tmp_path / "store", 1, "nr_inodes=2") as store:  # inodes of the folder and one file
        configure_store(store, 1)
        assert march.unavailable("attach_evidence", **data) == "无法保存印证材料：磁盘已满，请清理磁盘空间后重试。"
        assert [path for path in store.rglob("*") if path.is_file()] == []
        assert sql.value("SELECT count(*) FROM evidence") == 0
    configure_store(tmp_path / "store", 1)
    march.do("attach_evidence", **data)
    assert sql.value("SELECT count(*) FROM evidence") == 1
