"""Child processes of an installation: started in sessions of their own, logged, and always stopped."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread
from typing import Self

STOP_WITHIN = 20
OWNER = "MUBIAO_OWNER_URL"  # flows work with the application role's rights only
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let everything be stopped in order although somebody presses Ctrl-C again."""
    heeded = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if current_thread() is main_thread() else ()
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with undisturbed():
            self.stop()

    def start(self, name: str, module: list[str], environment: Mapping[str, str]) -> None:
        """Start `python -P -m module …` under a name, its output going to a log file of that name."""
        if own := environment.get("TMPDIR"):
            Path(own).mkdir(parents=True, exist_ok=True)
        with self.log(name).open("ab") as log:
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

    def log(self, name: str) -> Path:
        """Where the output of a child is kept."""
        return self._logs / f"{name}.log"

    def ended(self) -> list[str]:
        """The names of the children that are no longer running."""
        return [name for name, child in self._running.items() if child.poll() is not None]

    def stop(self, name: str | None = None) -> None:
        """Ask one child or all of them to stop, and end what does not; a child takes its own children with it."""
        for chosen in [name] if name else list(reversed(self._running)):
            if child := self._running.pop(chosen, None):
                _stop(child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    _signal(child, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        child.wait(STOP_WITHIN)
    _signal(child, signal.SIGKILL)
    child.wait()


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
