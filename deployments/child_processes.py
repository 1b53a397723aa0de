"""Child processes of an installation: started in their own sessions, logged, and always stopped."""

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

from deployments.stop_signals import defer_interrupts
from models.disk import MEGABYTE, free
from models.rules.errors import Unavailable

STOP_WITHIN = 20
LONGEST_LOG = 20 * MEGABYTE
FIRST_WORDS = MEGABYTE // 4
OWNER = "MUBIAO_OWNER_URL"  # flows only have the rights of the application role
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)  # the last repeats the others
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@contextmanager
def ignore_interrupts() -> Iterator[None]:
    """Ignore stop signals, so that Ctrl-C cannot interrupt an orderly shutdown."""
    signals = STOP_SIGNALS if current_thread() is main_thread() else ()
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in signals]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


class Children:
    """The child processes; leaving the context stops them, the last started first."""

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._calls: dict[str, tuple[list[str], Mapping[str, str]]] = {}
        self._once: set[str] = set()
        self._left: list[subprocess.Popen[bytes]] = []  # ended and dismissed children; their own may still run

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with ignore_interrupts():
            self.stop()

    def start(self, name: str, module: list[str], environment: Mapping[str, str]) -> None:
        """Start `python -P -m module …` under a name; its output goes to the log file of that name."""
        self._calls[name] = (module, environment)
        if folder := environment.get("TMPDIR"):
            Path(folder).mkdir(parents=True, exist_ok=True)
        # Deferred interrupts: a child is always registered once it runs, so that it is stopped.
        with self._output_path(name).open("ab") as log, defer_interrupts():
            self._running[name] = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
                [sys.executable, "-P", "-m", *module],
                env={k: v for k, v in {**os.environ, **environment}.items() if k != OWNER},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._logs,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - set before the child runs Python code
            )

    def start_once(self, name: str, module: list[str], environment: Mapping[str, str]) -> None:
        """Start a child that ends by itself and is not restarted; nothing is done while it runs."""
        if (child := self._running.get(name)) is None or child.poll() is not None:
            self._once.add(name)
            self.start(name, module, environment)

    def restart(self, name: str) -> None:
        """Restart a child: one that runs is stopped; processes started by one that ended may finish."""
        if (child := self._running.get(name)) and child.poll() is not None:
            self._left.append(self._running.pop(name))
        self.stop(name)
        self.start(name, *self._calls[name])

    def dismiss(self, name: str) -> None:
        """Ask a child to end, without waiting for it; at the end it is stopped like the others."""
        if child := self._running.pop(name, None):
            _signal(child, signal.SIGTERM)
            self._left.append(child)

    def tend(self) -> None:
        """Collect the exit status of orphans, as pid 1 of a container must, and truncate long logs."""
        for name in [each for each in self._once if each in self._running and self._running[each].poll() is not None]:
            self._left.append(self._running.pop(name))
        running_pids = {child.pid for child in self._running.values()}
        with suppress(ChildProcessError):
            while (
                dead := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            ) and dead.si_pid not in running_pids:
                os.waitpid(dead.si_pid, 0)
        self._left = [child for child in self._left if _is_group_alive(child)]
        for log in self._logs.glob("*.log"):
            with suppress(OSError):  # the log was moved in the meantime
                _shorten(log)

    def _output_path(self, name: str) -> Path:
        """Returns the log file, or the null device on a full disk."""
        # A program that cannot write its first output ends: on a full disk its output is discarded.
        return self.log(name) if free(self._logs) > FIRST_WORDS else Path(os.devnull)

    def number(self, name: str) -> int:
        """Returns the process number of a child."""
        return self._running[name].pid

    def log(self, name: str) -> Path:
        """Returns the log file of a child."""
        return self._logs / f"{name}.log"

    def ended(self) -> list[str]:
        """Returns the names of the children that have ended although they should run."""
        return [name for name, child in self._running.items() if name not in self._once and child.poll() is not None]

    def raise_if_ended(self) -> None:
        """Raises Unavailable if a child has ended by itself."""
        if ended := self.ended():
            raise Unavailable(f"{'、'.join(ended)} 意外停止，原因见日志：{self.log(ended[0])}。")

    def stop(self, name: str | None = None) -> None:
        """Stop one child, or all of them if no name is given: SIGTERM first, SIGKILL after the timeout.

        The signal goes to the whole process group of the child.
        """
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


def _is_group_alive(child: subprocess.Popen[bytes]) -> bool:
    """Returns whether a process started by an ended child still runs; after that its pid may be reused."""
    try:
        os.killpg(child.pid, 0)
    except OSError:  # the group is gone, or its pid is reused
        return False
    return True


def _shorten(log: Path) -> None:
    """Truncate a long log, after copying it to a second file; writers append."""
    if log.stat().st_size > LONGEST_LOG:
        with suppress(OSError):  # on a full disk the old log is lost: space matters more
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
