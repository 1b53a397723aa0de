"""The environment of a simulation: a home that is deleted afterwards, and the previous state restored."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from deployments.simulation import world as surroundings
from deployments.simulation.outside_world import URLS
from deployments.simulation.world import memory_folder, one_core, settings_of, world
from models.database import begin, is_bound
from models.rules.errors import Refused
from models.statements import run
from tasks.clock import virtual_instant
from tasks.settings import read_settings, settings


def test_its_letters_go_to_the_simulated_outside_world(tmp_path: Path) -> None:
    wanted = settings_of(tmp_path)
    assert (wanted["MUBIAO_HOME"], wanted["MUBIAO_MAIL_URL"]) == (str(tmp_path), URLS["mail"])


def test_its_home_is_in_memory_if_there_is_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(surroundings, "MEMORY", tmp_path)
    monkeypatch.setattr(surroundings, "ROOM", 0)
    assert memory_folder() == tmp_path
    monkeypatch.setattr(surroundings, "ROOM", 2**80)
    assert memory_folder() is None


def test_its_home_is_in_tmpdir_if_that_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(surroundings, "ROOM", 0)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert memory_folder() is None


@pytest.mark.process
def test_after_an_error_its_home_is_removed_and_the_settings_are_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUBIAO_PORT", "4321")
    monkeypatch.delenv("MUBIAO_MAIL_URL", raising=False)
    homes: list[Path] = []

    def break_off() -> None:
        with world() as around:
            homes.append(around.home)
            assert settings().mail_url is not None
            assert settings().port == 4200
            raise Refused("断了")

    with pytest.raises(Refused, match="断了"):
        break_off()
    assert not homes[0].exists()
    assert os.environ["MUBIAO_PORT"] == "4321"  # noqa: TID251 - what the environment is like afterwards
    assert (is_bound(), virtual_instant(), settings().mail_url) == (False, None, None)
    read_settings.cache_clear()


@pytest.mark.process
def test_a_home_that_is_preserved_is_not_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def note(prefix: str, dir: Path | None) -> str:
        made.append((prefix, dir))
        raise OSError("no room")

    monkeypatch.setattr(tempfile, "mkdtemp", note)
    with pytest.raises(OSError, match="no room"), world(keep=True):
        pass
    assert made == [("mubiao-simulation-", None)]


@pytest.mark.process
@pytest.mark.parametrize(("lasting", "fsync"), [(False, "off"), (True, "on")])
def test_only_a_world_whose_database_is_killed_syncs_its_files(lasting: bool, fsync: str) -> None:  # noqa: FBT001 - a case
    with world(lasting=lasting), begin() as session:
        asked = "SELECT setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'jit') ORDER BY name"
        assert [*run(session, asked).scalars()] == [fsync, "off", fsync]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="a system that binds no process to a core")
def test_client_and_server_share_a_core_and_afterwards_every_core_is_free_again() -> None:
    before = os.sched_getaffinity(0)
    with one_core() as spare:
        inside = os.sched_getaffinity(0)
    assert (len(inside), inside | spare, os.sched_getaffinity(0)) == (1, before, before)
