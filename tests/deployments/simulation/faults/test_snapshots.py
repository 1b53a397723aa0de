"""A snapshot is an independent copy of a database and is dropped after use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from psycopg.errors import DuplicateDatabase

from deployments.simulation.faults import snapshots as module
from deployments.simulation.faults.snapshots import Snapshots, kill_server
from models.database import begin, bind, engine, unbind
from models.rules.errors import Unavailable
from models.statements import run

if TYPE_CHECKING:
    from deployments.simulation.world import World

pytestmark = pytest.mark.process

KEPT = "SELECT count(*) FROM kept"


def write() -> None:
    with begin() as session:
        run(session, "INSERT INTO kept VALUES (1)")


def count_kept(url: str) -> int:
    bind(url)
    with begin() as session:
        return int(run(session, KEPT).scalar_one())


def test_rows_inserted_into_a_copy_stay_there(around: World, snapshots: Snapshots) -> None:
    bind(around.url)
    write()
    with snapshots.copy("copied", "mubiao") as url:
        bind(url)
        write()
        assert (count_kept(url), count_kept(around.url)) == (2, 1)


def test_a_copy_is_dropped_even_with_an_open_session(around: World, snapshots: Snapshots) -> None:
    for _ in range(2):
        with snapshots.copy("again", "mubiao") as url:
            assert count_kept(url) == 0
    assert count_kept(around.url) == 0


def test_two_copies_cannot_have_one_name(snapshots: Snapshots) -> None:
    with snapshots.copy("only", "mubiao"), pytest.raises(DuplicateDatabase):
        snapshots.take("only", "mubiao")


def test_the_recovery_of_a_killed_server_is_awaited(around: World, snapshots: Snapshots) -> None:
    bind(around.url)
    write()
    connection = engine().raw_connection()
    kill_server(connection.driver_connection.info.backend_pid)  # type: ignore[union-attr]
    connection.invalidate()
    snapshots.await_recovery()
    unbind()
    assert count_kept(around.url) == 1


def test_a_server_that_does_not_recover_is_reported(
    around: World, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0)
    nowhere = Snapshots(type(around)(tmp_path_factory.mktemp("nowhere"), around.url))
    with pytest.raises(Unavailable, match="没有恢复"):
        nowhere.await_recovery()
