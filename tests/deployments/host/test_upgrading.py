"""`host upgrade`: cell by cell while the pool is paused; a second call ends a killed one; a cell that fails is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.host.group_schedules import parameters_of
from deployments.host.prefect_settings import POOL
from deployments.host.registry import changing
from deployments.host.upgrading import LONGEST, Say, upgrade
from models.cells import connected, is_upgrading
from models.migrations import versions
from models.rules.errors import Unavailable
from tasks.cell import open_registry
from tests.deployments.host.conftest import LIVE
from tests.later_migration import LATER, later_migration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from prefect.client.orchestration import SyncPrefectClient

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask, Server

pytestmark = [pytest.mark.process, pytest.mark.exhaustive]  # its server takes 9 CPU seconds
MORE = 3  # cells; 18 were tried on 30 November 2026
DATABASES = ("cell_gz", "cell_gz_zunyi", "mubiao_cells")


@pytest.fixture
def newer(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A program with one migration more; the host is as before afterwards."""
    before = max(versions())
    with later_migration(tmp_path, monkeypatch) as later:
        yield later
    put_back(ask, before, DATABASES)


def put_back(ask: Ask, before: str, databases: Iterable[str]) -> None:
    for each in databases:
        ask("ALTER TABLE department DROP COLUMN IF EXISTS spare_number", each)
        ask(f"UPDATE alembic_version SET version_num = '{before}'", each)  # noqa: S608 - a number


def found(ask: Ask) -> list[str]:
    return [ask("SELECT version_num FROM alembic_version", each)[0][0] for each in DATABASES]


def never(_: float) -> None:
    raise AssertionError


def test_an_upgrade_that_is_killed_after_each_cell_goes_on_at_the_next_call(
    with_prefect: Mubiao,
    prefect: SyncPrefectClient,
    ask: Ask,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(MORE):
        with_prefect.done("host", "add", f"up-{number:02}", "--jurisdiction", "安顺市", *LIVE)
    databases = sorted(each.database for each in open_registry().cells.values())

    def migrated() -> int:
        versions_now = [ask("SELECT version_num FROM alembic_version", each)[0][0] for each in databases]
        return versions_now.count(LATER)

    def killed_at(last: int) -> Say:
        told: list[str] = []

        def tell(words: str) -> None:
            told.append(words)
            if len(told) == last:
                raise KeyboardInterrupt

        return tell

    before = max(versions())
    with later_migration(tmp_path, monkeypatch):
        for last in range(1, len(databases) + 1):
            with pytest.raises(KeyboardInterrupt), changing() as host:
                upgrade(host, killed_at(last), never)
            assert (migrated(), prefect.read_work_pool(POOL).is_paused, upgrading(server)) == (last, True, True)
        with_prefect.done("host", "upgrade")
    assert (migrated(), prefect.read_work_pool(POOL).is_paused, upgrading(server)) == (len(databases), False, False)
    put_back(ask, before, (*databases, "mubiao_cells"))


@pytest.mark.usefixtures("newer")
def test_a_cell_that_fails_is_held_and_named_and_the_others_are_done(with_prefect: Mubiao, ask: Ask) -> None:
    ask("ALTER TABLE department ADD COLUMN spare_number text", "cell_gz")
    answer = with_prefect("host", "upgrade")
    assert (answer.code, "没有升级、已暂停的单元：gz。" in answer.err) == (1, True)
    assert found(ask)[1:] == [LATER] * 2
    assert ask("SELECT key FROM cell WHERE state = 'held'", "registry") == [("gz",)]
    ask("ALTER TABLE department DROP COLUMN spare_number", "cell_gz")
    with_prefect.done("host", "upgrade")
    assert found(ask) == [LATER] * 3
    with_prefect.done("host", "go", "gz")


def test_runs_are_waited_for_and_named_and_then_everything_goes_on(
    with_prefect: Mubiao, prefect: SyncPrefectClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.states import Completed, Running  # noqa: PLC0415 - takes seconds

    assert with_prefect.home.name
    (deployment,) = [each for each in prefect.read_deployments() if each.name == "deliver"]
    run = prefect.create_flow_run_from_deployment(deployment.id, parameters=parameters_of("main"))
    prefect.set_flow_run_state(run.id, Running(), force=True)
    waits: list[float] = []
    clock = iter((0.0, 1.0, LONGEST))
    with monkeypatch.context() as patch:
        patch.setattr("deployments.host.upgrading.monotonic", lambda: next(clock))
        with pytest.raises(Unavailable, match="还有运行没有结束：通知投递（组“main”）"), changing() as host:
            upgrade(host, print, waits.append)
    assert len(waits) == 1
    assert not prefect.read_work_pool(POOL).is_paused
    assert not upgrading(server)

    def ends(_: float) -> None:
        prefect.set_flow_run_state(run.id, Completed(), force=True)

    with changing() as host:
        upgrade(host, print, ends)


def upgrading(server: Server) -> bool:
    with connected(server.admin.set(database="registry")) as connection:
        return is_upgrading(connection)
