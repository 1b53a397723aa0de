"""The folder that holds the state of an installation."""

from __future__ import annotations

import os
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
