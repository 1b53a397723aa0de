"""`mubiao board`: the page of the 总表."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.rules.workdays import SHANGHAI
from tasks.clock import set_virtual_instant
from tasks.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

pytestmark = pytest.mark.usefixtures("fifth_of_march")


def test_the_page_is_written_and_none_is_overwritten_unasked(line: Mubiao, tmp_path: Path) -> None:
    file = tmp_path / "总表.html"
    assert line.done("board", "-o", str(file)) == f"已写入总表：{file}\n"
    assert "2个部门" in file.read_text()
    assert "【演练】" in file.read_text()
    assert "--force" in line.refused("board", "-o", str(file))
    line.done("board", "-o", str(file), "--force")


def test_late_offices_come_first_by_a_setting(
    line: Mubiao, anyone: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anyone.on("2026-03-10").report("D001", "2026-03", "T001", "T002")
    set_virtual_instant(datetime(2026, 4, 1, 9, tzinfo=SHANGHAI))
    file = tmp_path / "总表.html"
    line.done("board", "-o", str(file))
    assert re.findall("第00.厅", file.read_text()) == ["第001厅", "第002厅"]
    monkeypatch.setenv("MUBIAO_BOARD_LATE_FIRST", "true")
    read_settings.cache_clear()
    line.done("board", "-o", str(file), "--force")
    assert re.findall("第00.厅", file.read_text()) == ["第002厅", "第001厅"]


def test_a_page_of_another_kind_is_refused(line: Mubiao, tmp_path: Path) -> None:
    assert "html" in line.refused("board", "-o", str(tmp_path / "总表.pdf"))
