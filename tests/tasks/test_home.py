"""The folder that holds the state of an installation, and the name of a worker."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from platformdirs import user_data_path

from tasks.home import SYSTEM_HOME, home_folder


def test_the_configured_folder_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path / "mubiao"))
    assert home_folder() == tmp_path / "mubiao"


def test_a_relative_folder_or_a_tilde_is_expanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for text in ("state", "~/state"):
        monkeypatch.setenv("MUBIAO_HOME", text)
        assert home_folder() == tmp_path / "state"


@pytest.mark.parametrize("text", [None, ""])
def test_root_gets_a_system_folder_that_the_database_can_enter(
    monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.delenv("MUBIAO_HOME", raising=False)
    if text is not None:
        monkeypatch.setenv("MUBIAO_HOME", text)
    assert home_folder() == SYSTEM_HOME


def test_any_other_user_gets_the_platforms_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.delenv("MUBIAO_HOME", raising=False)
    assert home_folder() == user_data_path("mubiao", appauthor=False)


def test_a_system_without_such_ids_is_no_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "geteuid")
    monkeypatch.delenv("MUBIAO_HOME", raising=False)
    assert home_folder().name == "mubiao"
    assert home_folder() != SYSTEM_HOME


def test_a_query_creates_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path / "new"))
    assert not home_folder().exists()


# Two containers: each has a host and a process of the same name and number.
IN_CONTAINER = """
import os, socket
os.getpid, socket.gethostname = lambda: 7, lambda: "worker"
from tasks.home import worker_name
print(worker_name(), worker_name())
"""


@pytest.mark.process
def test_processes_with_equal_host_names_and_numbers_are_two_workers() -> None:
    line = [sys.executable, "-c", IN_CONTAINER]
    told = [subprocess.run(line, capture_output=True, text=True, check=True).stdout.split() for _ in range(2)]  # noqa: S603 - ours
    names = [first for first, _ in told]
    assert [second for _, second in told] == names
    assert all(re.fullmatch(r"worker:7:[0-9a-f]{8}", name) for name in names)
    assert len(set(names)) == len(names)
