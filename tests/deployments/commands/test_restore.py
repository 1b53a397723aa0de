"""`mubiao restore`: restores a backup into a separate installation and verifies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases
    from tests.deployments.conftest import Mubiao

pytestmark = pytest.mark.process  # the code under test starts the programs of PostgreSQL


@pytest.fixture
def saved(line: Mubiao, tmp_path: Path) -> Path:
    line.done("backup", str(tmp_path / "b.mubiao"))
    return tmp_path / "b.mubiao"


def test_a_backup_restored_elsewhere_backs_up_to_the_same_digest(
    line: Mubiao, saved: Path, databases: Databases, tmp_path: Path
) -> None:
    first = line.json("restore", "--dry-run", str(saved))
    with databases.fresh("migrated") as url:
        line.database = url
        line.set(DATABASE_URL=url, MUBIAO_HOME=str(tmp_path / "other"))
        text = line.done("restore", str(saved))
        again = line.json("backup", str(tmp_path / "c.mubiao"))
        assert "台账核验无误" in line.done("verify")
    assert {"calendar.json", "pauses.json"} <= {each.name for each in (tmp_path / "other").iterdir()}
    assert "与备份逐项一致" in text
    assert "请先停用" in text
    assert (again["digest"], again["height"], first["restored"]) == (first["digest"], first["height"], False)


def test_an_installation_in_use_is_not_written_over(line: Mubiao, saved: Path) -> None:
    assert "已有数据" in line.refused("restore", str(saved))
    assert "备份文件完好" in line.done("restore", "--dry-run", str(saved))


def test_a_file_that_is_no_backup_is_refused(line: Mubiao, tmp_path: Path) -> None:
    assert "没有文件" in line.refused("restore", str(tmp_path / "none"))
    (tmp_path / "b").write_text("plain")
    assert "不是备份文件" in line.refused("restore", str(tmp_path / "b"))
