"""The CPU seconds of a run: of its processes, of those that they start, and of the database servers.

What two processes would do twice, or tell a third one for nothing, is done once or left out here.
"""

import ctypes
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from _pytest.assertion.rewrite import PYC_TAIL, _read_pyc, _rewrite_test, _write_pyc, assertstate_key, get_cache_dir
from _pytest.runner import runtestprotocol

HERE = Path(__file__).parent
PR_SET_CHILD_SUBREAPER = 36


def pytest_configure() -> None:
    """Adopt the orphans: a database server leaves its parent, and only a parent is told what its child has spent."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def pytest_sessionstart(session: pytest.Session) -> None:
    """In a fresh clone the second process prepares the test files from the last one on, while the first collects.

    Both would prepare each file: its assertions are rewritten, which takes 13 CPU seconds for all.
    """
    if getattr(session.config, "workerinput", {}).get("workerid") != "gw1" or sys.dont_write_bytecode:
        return
    for path in sorted(HERE.rglob("test_*.py"), reverse=True):
        kept = get_cache_dir(path) / f"{path.stem}{PYC_TAIL}"
        if _read_pyc(path, kept):
            return
        stat, code = _rewrite_test(path, session.config)
        kept.parent.mkdir(exist_ok=True)
        _write_pyc(session.config.stash[assertstate_key], code, stat, kept)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Tell the process that prints one thing of a test that passes, not five: that takes 17 CPU seconds for all."""
    options = item.config.option
    if not hasattr(item.config, "workerinput") or options.durations or options.xmlpath:
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


@pytest.hookimpl(trylast=True)  # after the cluster of the tests was stopped
def pytest_sessionfinish() -> None:
    collect_dead_servers()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the sum: the workers have ended by now, so what they and their servers spent is that of children.

    Then what a test gave to print: the sizes of the product.
    """
    spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    terminalreporter.write_line(f"CPU seconds, those of PostgreSQL included: {spent:.0f}")
    for words in (words for each in terminalreporter.getreports("passed") for _, words in each.user_properties):
        terminalreporter.write_line(words)


def collect_dead_servers() -> None:
    """Collect the exit status of database servers that have ended."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # already collected, or the child of another process
            if b"(postgres) Z" in path.read_bytes():
                os.waitpid(int(path.parent.name), os.WNOHANG)
