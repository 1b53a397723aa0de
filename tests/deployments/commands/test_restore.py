"""`mubiao restore`: restores a backup into a separate installation and verifies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.backup.archive import create_backup, open_backup

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases, Sql
    from tests.deployments.conftest import Mubiao

pytestmark = pytest.mark.process  # the code under test starts the programs of PostgreSQL


@pytest.fixture
def saved(line: Mubiao, tmp_path: Path) -> Path:
    line.done("backup", str(tmp_path / "b.mubiao"))
    return tmp_path / "b.mubiao"


@pytest.mark.exhaustive
def test_a_backup_restored_elsewhere_backs_up_to_the_same_digest(
    line: Mubiao, saved: Path, databases: Databases, tmp_path: Path
) -> None:
    first = line.json("restore", "--dry-run", str(saved))
    with databases.fresh("migrated") as url:
        line.database = url
        line.set(DATABASE_URL=url, MUBIAO_HOME=str(tmp_path / "other"))
        assert line.done("restore", "--dry-run", str(saved)).startswith("备份文件完好")
        assert line.marked
        text = line.done("restore", str(saved))
        again = line.json("backup", str(tmp_path / "c.mubiao"))
        assert "台账核验无误" in line.done("verify")
    assert {"calendar.json", "pauses.json"} <= {each.name for each in (tmp_path / "other").iterdir()}
    assert "与备份逐项一致" in text
    assert "这是演练：可以另定日期和时刻" in text
    assert (again["digest"], again["height"], first["restored"]) == (first["digest"], first["height"], False)
    assert first["rehearsal"]


@pytest.mark.exhaustive
def test_a_real_backup_is_restored_as_a_rehearsal_for_ever(
    real_line: Mubiao, sql: Sql, databases: Databases, tmp_path: Path
) -> None:
    real_line.done("backup", str(tmp_path / "b.mubiao"))
    assert real_line.done("restore", "--dry-run", str(tmp_path / "b.mubiao")).startswith("备份文件完好")
    with databases.fresh("migrated") as url:
        real_line.database = url
        there = real_line.set(DATABASE_URL=url, MUBIAO_HOME=str(tmp_path / "other"))
        assert there.refused("restore", str(tmp_path / "b.mubiao"), "--send-to", "a@x.cn", code=2)
        text = there.done("restore", str(tmp_path / "b.mubiao"), "--rehearsal", "--send-to", "a@x.cn")
        assert text.startswith("【演练】已恢复，与备份逐项一致")
        assert sql.column("SELECT DISTINCT cancelled FROM notice") == ["演练不发送恢复前的通知"]
        assert there.done("verify").startswith("【演练】台账核验无误")
        there.done("act", "pause_cycle", "--cycle", "monthly_check", "--reason", "试点", "--on", "2027-03-05")
        there.done("backup", str(tmp_path / "c.mubiao"))
    with databases.fresh("migrated") as url:
        real_line.database = url
        again = real_line.set(DATABASE_URL=url, MUBIAO_HOME=str(tmp_path / "third"))
        assert again.done("restore", str(tmp_path / "c.mubiao")).startswith("【演练】")
        assert sql.column("SELECT send_to FROM rehearsal") == [["a@x.cn"]]


@pytest.mark.exhaustive
def test_a_rehearsal_without_its_mark_is_restored_as_a_rehearsal_only(
    line: Mubiao, sql: Sql, databases: Databases, tmp_path: Path
) -> None:
    sql("DELETE FROM rehearsal")
    line.done("backup", str(tmp_path / "b.mubiao"))
    with databases.fresh("migrated") as url:
        line.database = url
        there = line.set(DATABASE_URL=url, MUBIAO_HOME=str(tmp_path / "other"))
        assert "其演练标记已被去掉" in there.refused("restore", str(tmp_path / "b.mubiao"))
        text = there.refused("restore", str(tmp_path / "b.mubiao"), "--rehearsal")
        assert "台账核验发现" in text
        assert sql.value("SELECT count(*) FROM rehearsal") == 1


def test_evidence_that_a_backup_lacks_is_told(line: Mubiao, saved: Path, tmp_path: Path) -> None:
    with open_backup(saved) as (archive, manifest), create_backup(tmp_path / "m.mubiao") as writing:
        for name in manifest.parts:
            with writing.part(name) as into:
                into.write(archive.read(name))
        writing.finish(manifest.model_copy(update={"missing": ("a" * 64,)}))
    done = line("restore", "--dry-run", str(tmp_path / "m.mubiao"))
    assert "注意：1份印证材料的文件不在备份中，核验会逐份指出。" in done.err


def test_nothing_is_restored_under_a_virtual_clock(line: Mubiao, saved: Path) -> None:
    text = line.set(MUBIAO_CLOCK="2026-03-05T09:00:00+08:00").refused("restore", str(saved))
    assert text == "设置了虚拟时刻 MUBIAO_CLOCK，没有恢复。请取消该设置。\n"
    assert line.done("restore", "--dry-run", str(saved)).startswith("备份文件完好")


def test_an_installation_in_use_is_not_written_over(line: Mubiao, saved: Path) -> None:
    assert "已有数据" in line.refused("restore", str(saved))
    assert "备份文件完好" in line.done("restore", "--dry-run", str(saved))


def test_a_file_that_is_no_backup_is_refused(line: Mubiao, tmp_path: Path) -> None:
    assert "没有文件" in line.refused("restore", str(tmp_path / "none"))
    (tmp_path / "b").write_text("plain")
    assert "不是备份文件" in line.refused("restore", str(tmp_path / "b"))
