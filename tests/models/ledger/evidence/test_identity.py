"""The evidence folder has an identity: a second home on the same database is found out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.file_store.folder import Folder
from models.file_store.private import OWNER_ONLY, open_to_others
from models.ledger.evidence.identity import (
    adopt_store,
    claim_store,
    foreign_store,
)
from models.ledger.evidence.store import configure_store
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SAID = {"department": "D001", "period": "2026-03"}


def fault(folder: Path) -> str:
    with begin() as session:
        return foreign_store(session, Folder(folder))


def claim(folder: Path) -> None:
    with begin() as session:
        claim_store(session, Folder(folder))


@pytest.fixture
def kept(march: Acting, store: Path, tmp_path: Path) -> Path:
    """A folder with one stored file."""
    (tmp_path / "现场.jpg").write_bytes(b"a picture")
    march.do("attach_evidence", **SAID, file=str(tmp_path / "现场.jpg"))
    return store


def test_the_first_file_binds_folder_and_database_and_claiming_again_changes_nothing(kept: Path, sql: Sql) -> None:
    key = sql.value("SELECT key FROM evidence_store")
    assert (kept / "store.id").read_text() == f"{key}\n"
    claim(kept)
    assert sql.column("SELECT key FROM evidence_store") == [key]
    assert fault(kept) == ""


def test_another_home_is_refused_before_anything_is_stored_there(
    kept: Path, march: Acting, tmp_path: Path, sql: Sql
) -> None:
    configure_store(tmp_path / "other", 1)
    (tmp_path / "又一.jpg").write_bytes(b"another picture")
    text = march.refused("attach_evidence", **SAID, file=str(tmp_path / "又一.jpg"))
    assert f"“{tmp_path / 'other'}”不是本数据库的印证材料文件夹，另有一个 MUBIAO_HOME 在用这个数据库。" in text
    key = sql.value("SELECT key FROM evidence_store")
    assert f"写入编号 {key}" in text
    assert kept.exists()
    assert not (tmp_path / "other").exists()
    with pytest.raises(Refused, match="不是本数据库的印证材料文件夹"):
        claim(tmp_path / "other")


def test_verify_does_not_take_another_home_for_a_removal(
    kept: Path, violations: Violations, tmp_path: Path, sql: Sql
) -> None:
    assert violations() == []
    kept.rename(tmp_path / "moved")
    [text] = violations()
    assert text.startswith("印证材料没有核对，不等于被更改：")
    (tmp_path / "moved").rename(kept)
    next(path for path in kept.rglob("*") if len(path.name) == 64).unlink()
    digest = sql.value("SELECT sha256 FROM evidence")
    assert violations() == [f"印证材料 {digest[:12]}：文件不存在。"]


def test_a_restored_folder_is_adopted(kept: Path, tmp_path: Path) -> None:
    assert kept.exists()
    with begin() as session:
        adopt_store(session, Folder(tmp_path / "restored"))
    assert fault(tmp_path / "restored") == ""


def test_a_folder_that_cannot_be_written_is_to_be_tried_again(founded: str, tmp_path: Path) -> None:
    assert founded
    (tmp_path / "evidence").write_text("in the way")
    with pytest.raises(Unavailable, match="无法写入印证材料文件夹"):
        claim(tmp_path / "evidence")


def test_only_its_owner_enters_the_folder(kept: Path, tmp_path: Path) -> None:
    assert kept.exists()
    with begin() as session:
        adopt_store(session, Folder(tmp_path / "restored"))
    assert (tmp_path / "restored").stat().st_mode & 0o777 == OWNER_ONLY
    assert open_to_others(tmp_path / "restored") == open_to_others(tmp_path / "none") == ""
    (tmp_path / "restored").chmod(0o750)
    assert open_to_others(tmp_path / "restored").startswith("本机其他用户可以读取")
