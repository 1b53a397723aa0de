"""`mubiao backup`: everything in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.start_record import last_backup

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases, Sql
    from tests.deployments.conftest import Mubiao

pytestmark = pytest.mark.process  # the code under test starts the programs of PostgreSQL


def test_it_reports_the_content_of_the_file(line: Mubiao, tmp_path: Path) -> None:
    text = line.done("backup", str(tmp_path / "b.mubiao"))
    assert "已备份“贵州省”" in text
    assert line.marked
    assert "备份含个人信息、部门的机器人key和回复码密钥" in text
    assert "不含邮件、企业微信和数据库的密码" in text
    assert last_backup(line.home) is not None
    found = line.json("backup", str(tmp_path / "c.mubiao"))
    assert (found["missing"], len(found["digest"]), found["height"] > 3) == ([], 64, True)


def test_missing_evidence_is_reported(line: Mubiao, tmp_path: Path, sql: Sql) -> None:
    sql("INSERT INTO evidence (sha256, size) VALUES (repeat('a', 64), 1)")
    answer = line("backup", str(tmp_path / "b.mubiao"))
    assert (answer.code, "1份印证材料的文件不存在" in answer.err) == (0, True)
    assert last_backup(line.home) is None


def test_a_file_that_is_there_or_a_folder_that_is_not_is_refused(line: Mubiao, tmp_path: Path) -> None:
    (tmp_path / "b.mubiao").touch()
    assert "已存在" in line.refused("backup", str(tmp_path / "b.mubiao"))
    assert f"没有文件夹“{tmp_path / 'none'}”，请先建立" in line.refused("backup", str(tmp_path / "none" / "b.mubiao"))


def test_an_installation_that_was_not_founded_has_nothing_to_save(
    mubiao: Mubiao, databases: Databases, tmp_path: Path
) -> None:
    with databases.fresh("migrated") as mubiao.database:
        mubiao.set(DATABASE_URL=mubiao.database)
        assert "尚未初始化" in mubiao.refused("backup", str(tmp_path / "b.mubiao"))
    assert not (tmp_path / "b.mubiao").exists()
