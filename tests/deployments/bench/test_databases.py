"""The bench server: a separate server with fresh databases, removed afterwards."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from deployments.bench.databases import bench_server as temporary
from models.database import is_bound
from models.rules.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployments.bench.databases import BenchServer
    from tests.conftest import Sql

pytestmark = pytest.mark.process  # the code under test starts the programs of PostgreSQL

CROWD = "SELECT count(*) FROM target_department x JOIN department d ON d.id = x.department_id WHERE x.position = 0"


class Space(NamedTuple):
    free: int


def test_a_fresh_database_holds_the_departments_and_no_earlier_records(bench: BenchServer, sql: Sql) -> None:
    with bench.fresh(2, 3):
        sql("DELETE FROM target_department")
    with bench.fresh(2, 3):
        assert sql.value(CROWD) == 6
        assert sql.value("SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename = 'target'") == 0
    assert not is_bound()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the server's OS user can enter, unlike pytest's folders when root runs the tests."""
    with tempfile.TemporaryDirectory(prefix="mubiao-tests-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_its_server_lives_in_a_folder_below_the_home_and_is_gone_afterwards(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, sql: Sql
) -> None:
    monkeypatch.setenv("MUBIAO_HOME", str(open_folder / "home"))
    with temporary() as made:
        assert made.home.parent == open_folder / "home"
        with made.fresh(1, 1):
            assert sql.value("SHOW autovacuum") == "off"
            assert sql.value("SHOW fsync") == "on"
    assert list((open_folder / "home").iterdir()) == []


def test_an_unusable_home_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path / "file"))
    with pytest.raises(Unavailable, match="无法使用数据目录"), temporary():
        pytest.fail("it must not start")


def test_too_little_disk_space_is_reported_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Space(2**30))
    with pytest.raises(Unavailable, match="测速需要约4GB磁盘空间"), temporary():
        pytest.fail("it must not start")
    assert list(tmp_path.iterdir()) == []
