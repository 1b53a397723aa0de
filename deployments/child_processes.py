"""Child processes of an installation: started in sessions of their own, logged, and always stopped."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread
from typing import Self

from deployments.stop_signals import unbroken
from models.disk import MEGABYTE, free
from models.rules.errors import Unavailable

STOP_WITHIN = 20
LONGEST_LOG = 20 * MEGABYTE
FIRST_WORDS = MEGABYTE // 4
OWNER = "MUBIAO_OWNER_URL"  # flows work with the application role's rights only
HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)  # the last says the others again
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let everything be stopped in order although somebody presses Ctrl-C again."""
    heeded = HEEDED if current_thread() is main_thread() else ()
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in heeded]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


class Children:
    """The processes started by this one; leaving the context stops them, the last started first."""

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._calls: dict[str, tuple[list[str], Mapping[str, str]]] = {}
        self._left: list[subprocess.Popen[bytes]] = []  # ended, but what they started may go on

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with undisturbed():
            self.stop()

    def start(self, name: str, module: list[str], environment: Mapping[str, str]) -> None:
        """Start `python -P -m module …` under a name, its output going to a log file of that name."""
        self._calls[name] = (module, environment)
        if own := environment.get("TMPDIR"):
            Path(own).mkdir(parents=True, exist_ok=True)
        # A child that somebody breaks off being started is known of nevertheless, and stopped.
        with self._outlet(name).open("ab") as log, unbroken():
            self._running[name] = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
                [sys.executable, "-P", "-m", *module],
                env={k: v for k, v in {**os.environ, **environment}.items() if k != OWNER},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._logs,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - set before the child runs any code of ours
            )

    def again(self, name: str) -> None:
        """Start a child anew; one that runs is stopped, what one that ended has started may come to its own end."""
        if (child := self._running.get(name)) and child.poll() is not None:
            self._left.append(self._running.pop(name))
        self.stop(name)
        self.start(name, *self._calls[name])

    def tend(self) -> None:
        """Take the exit status of orphans that fell to us, as pid 1 of a container must, and keep the logs short."""
        own = {child.pid for child in self._running.values()}
        with suppress(ChildProcessError):
            while (dead := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and dead.si_pid not in own:
                os.waitpid(dead.si_pid, 0)
        self._left = [child for child in self._left if _goes_on(child)]
        for log in self._logs.glob("*.log"):
            with suppress(OSError):  # moved away by somebody
                _shorten(log)

    def _outlet(self, name: str) -> Path:
        # A program whose first words find no room ends: on a full disk it had better speak to nobody.
        return self.log(name) if free(self._logs) > FIRST_WORDS else Path(os.devnull)

    def log(self, name: str) -> Path:
        """Where the output of a child is kept."""
        return self._logs / f"{name}.log"

    def ended(self) -> list[str]:
        """The names of the children that are no longer running."""
        return [name for name, child in self._running.items() if child.poll() is not None]

    def insist(self) -> None:
        """Raise Unavailable when a child has ended by itself."""
        if ended := self.ended():
            raise Unavailable(f"{'、'.join(ended)} 意外停止，原因见日志：{self.log(ended[0])}。")

    def stop(self, name: str | None = None) -> None:
        """Ask one child or all of them to stop, and end what does not; a child takes its own children with it."""
        for chosen in [name] if name else list(reversed(self._running)):
            if child := self._running.pop(chosen, None):
                _stop(child)
        while not name and self._left:
            _stop(self._left.pop())


def _stop(child: subprocess.Popen[bytes]) -> None:
    _signal(child, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        child.wait(STOP_WITHIN)
    _signal(child, signal.SIGKILL)
    child.wait()


def _goes_on(child: subprocess.Popen[bytes]) -> bool:
    """Whether something that an ended child has started still runs; afterwards its number may be another's."""
    try:
        os.killpg(child.pid, 0)
    except OSError:  # nobody is left, or the number is another's already
        return False
    return True


def _shorten(log: Path) -> None:
    """Begin a long log again, keeping the last one beside it; whoever writes adds to its end."""
    if log.stat().st_size > LONGEST_LOG:
        with suppress(OSError):  # on a full disk the old words are lost: room matters more
            shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
