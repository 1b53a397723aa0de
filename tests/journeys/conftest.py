"""One temporary folder per journey, the programs started in it, and cleanup of all processes that are still alive."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from deployments.server import free_port
from tasks.clock import current_instant
from tests.conftest import made_folder
from tests.samples import THIRDS, third_of

MUBIAO = Path(sys.executable).with_name("mubiao")
BUSY = 503
PATIENCE, PAUSE = 600, 0.1  # seconds: the story of a demonstration takes minutes on a slow machine
Found = TypeVar("Found")
Drawn = Callable[[Sequence[int], int], Sequence[int]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every",
        type=int,
        help="test_tampering.py takes every N-th row, test_simulation.py every N-th point, test_receive_killed.py and "
        "test_page_killed.py every N-th statement; some, drawn by the day, when not said",
    )
    parser.addoption("--kills", type=int, help="how often test_kills.py kills the database; a few times when not said")


@pytest.fixture
def drawn(pytestconfig: pytest.Config) -> Drawn:
    """`drawn(points, 37)`: with `--every N` every N-th, else a third of every 37th; three days draw all of these."""

    def draw(points: Sequence[int], usual: int) -> Sequence[int]:
        every = pytestconfig.getoption("--every", None)
        return points[::every] if every else points[::usual][third_of(pytestconfig.option.drawn_by) :: THIRDS]

    return draw


def wait_for(what: str, look: Callable[[], Found | None], seconds: float = PATIENCE, pause: float = PAUSE) -> Found:
    """Call `look` until it returns a true value, and return that value; fail the test after the timeout."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds:.0f} seconds: {what}")
        time.sleep(pause)
    return found


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def ask(address: str, body: Any = None, method: str | None = None) -> Any:
    """Returns the answer of the Prefect API; retries while the server answers 503, as Prefect's own client does.

    The server may wait a minute or more for its database: a GET request times out and is sent again, any other request
    is sent once with a long timeout.
    """
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310 - loopback
    answer = wait_for(f"an answer of {address}", lambda: _answer(request))
    return json.loads(answer) if answer.strip() else None


def _answer(request: urllib.request.Request) -> bytes | None:
    try:
        patience = 20 if request.get_method() == "GET" else PATIENCE
        with urllib.request.urlopen(request, timeout=patience) as answer:  # noqa: S310 - loopback
            return bytes(answer.read()) or b" "
    except TimeoutError:
        if request.get_method() != "GET":
            raise
        return None
    except urllib.error.HTTPError as busy:
        if busy.code != BUSY:
            raise
        return None


@dataclass
class Program:
    """A running `mubiao`, with its output in files."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    @property
    def stdout(self) -> str:
        return self.out.read_text(encoding="utf-8", errors="replace")  # the file may end in the middle of a character

    @property
    def stderr(self) -> str:
        return self.err.read_text(encoding="utf-8", errors="replace")

    def says(self, words: str) -> bool:
        """Returns true if the output holds these words; fails the test if the program ended without them."""
        written = words in self.stdout + self.stderr
        if not written and self.process.poll() is not None:
            pytest.fail(f"ended with {self.process.returncode}: {self.stderr[-2000:]}")
        return written

    def end(self, number: signal.Signals) -> float:
        """Send the signal and wait for the end; returns the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(60)
        return time.monotonic() - began


INHERITED = {"PATH", "LANG", "LC_ALL"}
MEASURING = "COVERAGE_PROCESS_CONFIG"


@dataclass
class Place:
    """A fresh folder with the homes of the installation and the user; all its processes refer to it."""

    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    measured: bool = True  # whether the programs take part in a measurement of coverage
    started: list[Program] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def inherited(self) -> set[str]:
        return INHERITED | ({MEASURING} if self.measured else set())

    def found(self) -> None:
        """Found an installation that is live from today on: so nothing was missed when `up` starts."""
        founded = self.run("init", "--jurisdiction", "贵州省", "--go-live", f"{current_instant():%Y-%m-%d}")
        assert founded.returncode == 0, founded.stderr

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name in self.inherited}  # noqa: TID251 - of the child
        return inherited | {"HOME": str(self.folder / "user"), "MUBIAO_HOME": str(self.home)} | self.more

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own program
            [MUBIAO, *words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def start(self, *words: str) -> Program:
        out, err = (self.folder / f"{len(self.started)}.{name}" for name in ("out", "err"))
        # A shell that runs the tests in the background may have set SIGINT to be ignored, and children inherit that.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            with out.open("wb") as answers, err.open("wb") as progress:
                process = subprocess.Popen(  # noqa: S603 - our own program
                    [MUBIAO, *words], env=self.environment, cwd=self.folder, stdout=answers, stderr=progress
                )
        finally:
            signal.signal(signal.SIGINT, before)
        self.started.append(Program(process, out, err))
        return self.started[-1]

    def alive(self) -> dict[int, str]:
        """Returns the command line of every process whose folder, environment or arguments name this folder."""
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # gone between the listing and the reading
                known = [(process / name).read_bytes() for name in ("environ", "cmdline")]
                known.append(os.fsencode((process / "cwd").readlink()))
                if any(os.fsencode(self.folder) in each for each in known):
                    found[int(process.name)] = known[1].replace(b"\0", b" ").decode(errors="replace")
        found.pop(os.getpid(), None)
        return found


@contextmanager
def place(*, measured: bool = True, **more: str) -> Iterator[Place]:
    """Yield a fresh place; afterwards kill every process that a failed test left running, and delete the folder."""
    folder = made_folder("journey")
    (folder / "user").mkdir()
    here = Place(folder, more, measured)
    try:
        yield here
    finally:
        for program in here.started:
            if program.process.poll() is None:
                program.process.kill()
                program.process.wait()
        for pid in here.alive():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_for("the end of what was killed", lambda: not here.alive())
        shutil.rmtree(folder)


@dataclass(frozen=True)
class Journey:
    """The functions that the journeys share."""

    place: Callable[..., Any] = place
    ask: Callable[..., Any] = ask
    wait_for: Callable[..., Any] = wait_for
    free_port: Callable[[], int] = free_port
    is_free: Callable[[int], bool] = is_free


@pytest.fixture(scope="session")
def journey() -> Journey:
    return Journey()
