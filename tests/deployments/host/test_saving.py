"""`host backup`: one file for each cell; one that fails stops none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.backup.archive import open_backup
from models.migrations import versions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask

pytestmark = pytest.mark.process


def test_each_cell_has_its_file_also_a_held_one(host: Mubiao, tmp_path: Path) -> None:
    host.done("host", "hold", "gz-zunyi")
    rows = host.json("host", "backup", str(tmp_path))
    host.done("host", "go", "gz-zunyi")
    assert [row["key"] for row in rows] == ["gz", "gz-zunyi"]
    names = []
    for row in rows:
        with open_backup(tmp_path / row["file"]) as (_, manifest):
            names.append((manifest.jurisdiction, manifest.height == row["height"]))
    assert names == [("贵州省", True), ("遵义市", True)]


def test_a_cell_that_fails_stops_none_and_is_named(host: Mubiao, ask: Ask, tmp_path: Path) -> None:
    ask("UPDATE alembic_version SET version_num = '0200'", "cell_gz")
    answer = host("host", "backup", str(tmp_path))
    ask(f"UPDATE alembic_version SET version_num = '{max(versions())}'", "cell_gz")  # noqa: S608 - a number
    assert answer.code == 1
    assert "gz：数据库中还没有本系统的数据表，或是旧版本的。" in answer.out
    assert [each.name.partition("-2")[0] for each in tmp_path.glob("*.mubiao")] == ["gz-zunyi"]


def test_one_cell_alone_and_nothing_where_the_words_are_wrong(host: Mubiao, tmp_path: Path) -> None:
    assert [row["key"] for row in host.json("host", "backup", str(tmp_path), "--cell", "gz-zunyi")] == ["gz-zunyi"]
    assert "没有单元“nobody”" in host.refused("host", "backup", str(tmp_path), "--cell", "gz", "--cell", "nobody")
    assert "没有文件夹" in host.refused("host", "backup", str(tmp_path / "none"))
    assert len(list(tmp_path.iterdir())) == 1
