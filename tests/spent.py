"""The CPU seconds of a run: of its processes, of those that they start, and of the database servers."""

import ctypes
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

PR_SET_CHILD_SUBREAPER = 36


def pytest_configure() -> None:
    """Adopt the orphans: a database server leaves its parent, and only a parent is told what its child has spent."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


@pytest.hookimpl(trylast=True)  # after the cluster of the tests was stopped
def pytest_sessionfinish() -> None:
    collect_dead_servers()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the sum: the workers have ended by now, so what they and their servers spent is that of children."""
    spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    terminalreporter.write_line(f"CPU seconds, those of PostgreSQL included: {spent:.0f}")


def collect_dead_servers() -> None:
    """Collect the exit status of database servers that have ended."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # already collected, or the child of another process
            if b"(postgres) Z" in path.read_bytes():
                os.waitpid(int(path.parent.name), os.WNOHANG)
