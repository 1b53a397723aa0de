"""Children of an installation: logged, noticed when they end, and stopped with everything they started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deployments import child_processes
from deployments.child_processes import Children
from models.rules.errors import Unavailable

pytestmark = pytest.mark.process

SERVER = ["http.server", "0", "--bind", "127.0.0.1"]
WITH_A_CHILD = ["timeit", "-n1", "-r1", "-s", "import subprocess", "subprocess.run(['sleep', '60'])"]
PARENT = """
import pathlib, sys, time
from deployments.child_processes import Children
children = Children(pathlib.Path(sys.argv[1]))
children.start("child", ["http.server", "0", "--bind", "127.0.0.1"], {"MARK": sys.argv[1]})
print("started", flush=True)
time.sleep(60)
"""

DAWDLE = (
    "import signal, time; signal.signal(signal.SIGTERM, lambda *_: time.sleep(1) or 1 / 0); print('ready', flush=True)"
)
ADOPTING = """
import ctypes, os, pathlib, subprocess, sys, time
from deployments.child_processes import Children
ctypes.CDLL(None).prctl(36, 1)  # adopt orphans, as pid 1 of a container does
shell = subprocess.Popen(["/bin/sh", "-c", "sleep 0.1 & echo $!"], stdout=subprocess.PIPE, text=True)
orphan = int(shell.communicate()[0])
stat = pathlib.Path(f"/proc/{orphan}/stat")
while ") Z " not in stat.read_text():
    time.sleep(0.02)
print("zombie", flush=True)
with Children(pathlib.Path(sys.argv[1])) as children:
    children.start("poem", ["this"], {})
    while children.ended() != ["poem"]:
        time.sleep(0.02)
    children.tend()
    print("there" if stat.exists() else "reaped", flush=True)
    print(children.ended(), flush=True)
"""
SLOW = ["timeit", "-n1", "-r1", "-s", DAWDLE, "time.sleep(60)"]
IGNORE = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); import time"
DEAF = ["timeit", "-n1", "-r1", "-s", IGNORE, "time.sleep(60)"]
IMPATIENT = """
import pathlib, sys, time
from deployments.stop_signals import handle_termination
from deployments.child_processes import Children
handle_termination()
try:
    with Children(pathlib.Path(sys.argv[1])) as children:
        for name in ("one", "two"):
            children.start(name, sys.argv[2:], {"MARK": sys.argv[1]})
        while not all("ready" in children.log(name).read_text() for name in ("one", "two")):
            time.sleep(0.02)
        print("started", flush=True)
        time.sleep(60)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""

HASTY = """
import os, pathlib, signal, sys, threading
from deployments.stop_signals import handle_termination, stop_repeating
from deployments.child_processes import Children
handle_termination()
mine = pathlib.Path(f"/proc/self/task/{os.getpid()}/children")

def press():
    while not mine.read_text():
        pass
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=press).start()
try:
    with Children(pathlib.Path(sys.argv[1])) as children:
        children.start("web", sys.argv[2:], {"MARK": sys.argv[1]})
        threading.Event().wait(60)
except KeyboardInterrupt:
    stop_repeating()
try:
    os.waitpid(-1, os.WNOHANG)
    print("left behind")
except ChildProcessError:
    print("nobody")
"""


def marked(mark: Path) -> list[int]:
    """Returns the processes whose environment names a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"MARK={mark}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def soon(look: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not look():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_child_runs_with_its_environment_in_the_folder_of_the_logs(tmp_path: Path) -> None:
    with Children(tmp_path / "logs") as children:
        children.start("web", SERVER, {"MARK": str(tmp_path)})
        assert soon(lambda: len(marked(tmp_path)) == 1)
        [pid] = marked(tmp_path)
        assert Path(f"/proc/{pid}/cwd").readlink() == tmp_path / "logs"
        assert os.getsid(pid) == pid
        assert children.ended() == []


def test_leaving_stops_every_child_and_what_it_started(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        children.start("web", SERVER, {"MARK": str(tmp_path)})
        children.start("busy", WITH_A_CHILD, {"MARK": str(tmp_path)})
        assert soon(lambda: len(marked(tmp_path)) == 3)
    assert soon(lambda: marked(tmp_path) == [])


def test_a_child_whose_start_is_broken_off_is_stopped_too(tmp_path: Path) -> None:
    order = [sys.executable, "-c", HASTY, str(tmp_path), *SERVER]
    ended = subprocess.run(order, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603 - our own lines
    assert ended.stdout == "nobody\n"
    assert marked(tmp_path) == []


def test_one_child_may_be_stopped_alone_and_started_again(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        for name in ("one", "two"):
            children.start(name, SERVER, {"MARK": str(tmp_path)})
        children.stop("one")
        assert soon(lambda: len(marked(tmp_path)) == 1)
        assert children.ended() == []
        children.start("one", SERVER, {"MARK": str(tmp_path)})
        assert soon(lambda: len(marked(tmp_path)) == 2)
    children.stop()
    children.stop("nobody")


def test_a_dismissed_child_is_not_waited_for_until_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_processes, "STOP_WITHIN", 0.1)
    with Children(tmp_path) as children:
        children.start("deaf", DEAF, {"MARK": str(tmp_path)})
        assert soon(lambda: "ready" in children.log("deaf").read_text())
        children.dismiss("deaf")
        children.dismiss("deaf")
        assert (children.ended(), len(marked(tmp_path))) == ([], 1)
    assert soon(lambda: marked(tmp_path) == [])


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize("killed", [False, True])
def test_a_running_or_killed_child_is_restarted(tmp_path: Path, killed: bool) -> None:  # noqa: FBT001 - a column of the table
    with Children(tmp_path) as children:
        children.start("web", SERVER, {"MARK": str(tmp_path)})
        assert soon(lambda: len(marked(tmp_path)) == 1)
        [before] = marked(tmp_path)
        if killed:
            os.kill(before, signal.SIGKILL)
            assert soon(lambda: children.ended() == ["web"])
        children.restart("web")
        assert soon(lambda: marked(tmp_path) not in ([], [before]))
        assert children.ended() == []


def test_processes_of_a_killed_child_continue_and_are_stopped_at_the_end(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        children.start("busy", WITH_A_CHILD, {"MARK": str(tmp_path)})
        assert soon(lambda: len(marked(tmp_path)) == 2)
        parent, its_child = sorted(marked(tmp_path), key=lambda pid: os.getsid(pid) != pid)
        os.kill(parent, signal.SIGKILL)
        assert soon(lambda: children.ended() == ["busy"])
        children.restart("busy")
        children.tend()
        assert soon(lambda: len(marked(tmp_path)) == 3)
        assert its_child in marked(tmp_path)
    assert soon(lambda: marked(tmp_path) == [])


def test_orphans_that_fall_to_us_are_reaped_and_our_own_children_are_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ADOPTING, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 - our own lines
        assert parent.stdout
        assert parent.stdout.read() == "zombie\nreaped\n['poem']\n"


def test_a_long_log_is_truncated_after_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_processes, "LONGEST_LOG", 100)
    with Children(tmp_path) as children:
        children.start("poem", ["this"], {})
        assert soon(lambda: children.ended() == ["poem"])
        children.tend()
        assert children.log("poem").read_text() == ""
        assert "Beautiful is better" in (tmp_path / "poem.log.1").read_text()
        (tmp_path / "short.log").write_text("short")
        children.tend()
        assert (tmp_path / "short.log").read_text() == "short"


def test_an_ended_child_raises_unavailable(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        children.start("web", SERVER, {})
        children.raise_if_ended()
        children.start("poem", ["this"], {})
        assert soon(lambda: children.ended() == ["poem"])
        with pytest.raises(Unavailable, match=rf"poem 意外停止，原因见日志：{tmp_path}/poem\.log"):
            children.raise_if_ended()


def test_a_child_that_ends_by_itself_is_named_and_its_log_stays(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        children.start("poem", ["this"], {})
        assert soon(lambda: children.ended() == ["poem"])
        assert "Beautiful is better than ugly." in children.log("poem").read_text()


def test_the_log_of_a_child_is_added_to(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        for _ in range(2):
            children.start("poem", ["this"], {})
            assert soon(lambda: children.ended() == ["poem"])
    assert children.log("poem").read_text().count("Beautiful is better") == 2


def test_a_child_does_not_outlive_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE)  # noqa: S603 - our own lines
    assert parent.stdout
    with parent.stdout:
        assert parent.stdout.readline() == b"started\n"
    assert soon(lambda: len(marked(tmp_path)) == 1)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert soon(lambda: marked(tmp_path) == [])


def test_repeated_ctrl_c_leaves_no_children_behind(tmp_path: Path) -> None:
    lines = [sys.executable, "-c", IMPATIENT, str(tmp_path), *SLOW]
    with subprocess.Popen(lines, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 - our own lines
        assert parent.stdout
        assert parent.stdout.readline() == "started\n"
        for number in (signal.SIGINT, signal.SIGINT, signal.SIGTERM):
            parent.send_signal(number)
            time.sleep(0.1)
        assert parent.stdout.read() == "stopped\n"
    assert marked(tmp_path) == []


def test_a_child_that_runs_once_is_not_called_ended_and_can_run_again(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        for _ in range(2):
            children.start_once("poem", ["this"], {})
            children._running["poem"].wait(20)
            assert children.ended() == []
            children.tend()
            assert "poem" not in children._running
    assert children.log("poem").read_text().count("The Zen of Python") == 2


def test_a_child_that_runs_once_is_not_started_a_second_time_while_it_runs(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        children.start_once("server", SERVER, {})
        first = children._running["server"].pid
        children.start_once("server", SERVER, {})
        assert children._running["server"].pid == first
