"""The server of one data folder in bad states: no free connection, below pid 1, killed during creation."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from deployments import embedded
from deployments.postmaster import connect, is_answering, recovery_sync_method
from models.rules.errors import Unavailable
from tests.conftest import made_folder

pytestmark = pytest.mark.process

UNSHARE = ["unshare", "--pid", "--fork", "--mount-proc"]
START = """
import pathlib, sys
from deployments import embedded
from models.rules.errors import MubiaoError
try:
    print(embedded.start(pathlib.Path(sys.argv[1])))
except MubiaoError as error:
    print(error.message)
"""
AS_FIRST_PROCESS = """
import os, pathlib, signal, sys, time
from deployments import embedded
home = pathlib.Path(sys.argv[1])
assert os.getpid() == 1
for kill in (False, True, True):
    if kill:
        pid = int((home / "postgres/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # dead, and for ever a zombie unless we reap it
    began = time.monotonic()
    embedded.start(home)
    print(embedded.is_running(home), kill and time.monotonic() - began < 10, flush=True)
embedded.stop(home)
print(sorted(path.name for path in pathlib.Path("/proc").glob("[0-9]*")))
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home without a database, which the server's OS user can enter."""
    folder = made_folder()
    yield folder
    embedded.stop(folder)
    shutil.rmtree(folder)


def python(*arguments: str, within: list[str] | None = None) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if name != "COVERAGE_PROCESS_CONFIG"}  # noqa: TID251 - of the child
    return subprocess.Popen(  # noqa: S603 - our own lines
        [*(within or []), sys.executable, "-c", *arguments], env=environment, text=True, stdout=subprocess.PIPE
    )


def test_a_server_without_a_free_connection_counts_as_running(home: Path) -> None:
    embedded.start(home)
    data = embedded.data_of(home)
    with ExitStack() as held:
        with suppress(psycopg.OperationalError):
            while True:
                held.enter_context(connect(data, "postgres"))
        assert is_answering(data)
        assert embedded.is_running(home)


@pytest.mark.parametrize("lost", ["base", "base/16384", "global/1260"])
def test_lost_files_of_the_data_are_said_at_once(home: Path, lost: str) -> None:
    embedded.start(home)
    embedded.stop(home)
    place = embedded.data_of(home) / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    began = time.monotonic()
    with pytest.raises(Unavailable, match="中的数据文件缺失或损坏。请另设 MUBIAO_HOME 恢复备份"):
        embedded.start(home)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("release", "how"),
    [
        ("6.18.44-fc-v657", "syncfs"),
        ("5.8.0", "syncfs"),
        ("5.10-rc1", "syncfs"),
        ("5.4.18-85-generic", "fsync"),
        ("4.19.90-23.8.v2101.ky10.x86_64", "fsync"),
        ("3.10.0-1160.el7.x86_64", "fsync"),
        ("strange", "fsync"),
    ],
)
def test_files_are_flushed_at_once_only_if_failed_writes_are_reported(release: str, how: str) -> None:
    assert recovery_sync_method(release) == how


def can_unshare() -> bool:
    found = shutil.which("unshare")
    return bool(found) and subprocess.run([*UNSHARE, "true"], check=False, capture_output=True).returncode == 0  # noqa: S603 - fixed words


@pytest.mark.skipif(not can_unshare(), reason="no process numbers of one's own may be made here")
def test_below_pid_1_of_a_container_a_killed_server_is_reaped_and_heals(home: Path) -> None:
    with python(AS_FIRST_PROCESS, str(home), within=UNSHARE) as first:
        assert first.stdout
        assert first.stdout.read() == "True False\nTrue True\nTrue True\n['1']\n"


def initdb_of(home: Path) -> int:
    """The process that makes the cluster of a home, once there is one."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):  # ended between listing and reading
                command = path.read_bytes().split(b"\0")
                if command[0].endswith(b"/initdb") and any(os.fsencode(home) in word for word in command):
                    return int(path.parent.name)
    pytest.fail("no initdb")


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("who", ["initdb", "we"])
def test_a_cluster_killed_while_it_is_made_is_made_by_the_next_start(home: Path, who: str) -> None:
    with python(START, str(home)) as starting:
        assert starting.stdout
        os.kill(initdb_of(home) if who == "initdb" else starting.pid, signal.SIGKILL)
        text = starting.stdout.read()
        assert text.startswith("数据库没有建成") if who == "initdb" else text == ""
    embedded.start(home)
    assert embedded.is_running(home)
    embedded.stop(home)
    embedded.start(home)
    assert {path.name for path in home.iterdir()} >= {"postgres", "postgres.alive", "postgres.lock"}
    assert sorted(home.glob("postgres.new-*")) == []
