"""The page of the 总表: without script, nothing from outside, and kept current by `up`."""

from __future__ import annotations

import os
import re
import stat
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from deployments.board.page import KeptBoard, board_page
from models.database import begin, unbind
from models.rules.workdays import SHANGHAI
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting
from datetime import date
from typing import Any

from deployments.board.page import listing_of
from models.rules.standing import CellState


def at(day: int, hour: int = 10, minute: int = 30) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def kept(march: Acting, tmp_path: Path) -> Iterator[tuple[KeptBoard, Path]]:
    assert march.day.year == 2026
    set_virtual_instant(at(5))
    file = tmp_path / "总表.html"
    yield KeptBoard(Settings(home=tmp_path, board=file)), file
    clear_virtual_instant()


def test_the_page_shows_offices_periods_and_figures(march: Acting) -> None:
    march.report("D002", "2026-03", "T003")
    with begin() as session:
        page = board_page(session, at(31).replace(month=4, day=1), late_first=False).decode()
    assert "截至2026-04-01 10:30" in page
    assert "有效到2026-04-02 10:30" in page
    assert "逾期未办<b>1</b>项，涉及1个部门" in page
    assert '<td class="cell late">✕ 逾期未办</td>' in page
    assert '<td class="cell done">✓ 按时办结</td>' in page
    assert '<th class="period">2026年3月月度检查</th>' in page
    assert "演练" not in page


def test_the_page_has_no_script_and_asks_for_nothing_outside(march: Acting) -> None:
    with begin() as session:
        page = board_page(session, at(march.day.day), late_first=False).decode()
    assert '<meta http-equiv="refresh" content="60">' in page
    assert not re.search(r"<script|https?:|src=|href=|url\(|@import", page)


def test_a_marked_target_is_named_nowhere(march: Acting) -> None:
    march.on("2026-03-10").lists("T001", "未达目标要求", "2026-03-09")
    march.do("set_limit", target="T001", limit="2026-03-20")
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    with begin() as session:
        page = board_page(session, at(23), late_first=False).decode()
    assert "逾期未办<b>1</b>项" in page
    assert not re.search("T001|工作秘密|未达目标要求", page)


def test_the_file_is_written_at_first_and_when_something_is_recorded(
    kept: tuple[KeptBoard, Path], march: Acting
) -> None:
    board, file = kept
    assert board.renew() == {}
    first = file.read_bytes()
    set_virtual_instant(at(5, 10, 31))
    assert board.renew() == {}
    assert file.read_bytes() == first
    march.report("D002", "2026-03", "T003")
    board.renew()
    assert "截至2026-03-05 10:31" in file.read_text()
    assert "按时办结</td>" in file.read_text()


def test_a_day_that_began_renews_the_file(kept: tuple[KeptBoard, Path]) -> None:
    board, file = kept
    board.renew()
    set_virtual_instant(at(6, 0, 0))
    board.renew()
    assert "截至2026-03-06 00:00" in file.read_text()


def test_the_age_of_the_page_stands_above_its_table(march: Acting) -> None:
    with begin() as session:
        page = board_page(session, at(march.day.day), late_first=False).decode()
    assert page.index("有效到") < page.index("<table>")


def test_a_page_that_is_kept_no_more_says_since_when(kept: tuple[KeptBoard, Path]) -> None:
    board, file = kept
    board.stop()
    assert not file.exists()
    board.renew()
    set_virtual_instant(at(5, 11, 5))
    board.stop()
    assert "2026-03-05 11:05起停止更新" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    KeptBoard(Settings(home=file.parent, board=file)).renew()
    assert "停止更新" not in file.read_text()


def test_a_group_may_read_the_file_under_any_umask(kept: tuple[KeptBoard, Path]) -> None:
    board, file = kept
    before = os.umask(0o077)
    board.renew()
    os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [each.name for each in file.parent.iterdir() if each.is_file()] == [file.name]


def test_without_the_setting_nothing_is_written(march: Acting, tmp_path: Path) -> None:
    assert march.day.year == 2026
    assert KeptBoard(Settings(home=tmp_path)).renew() == {}
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named_and_tried_again(kept: tuple[KeptBoard, Path], tmp_path: Path) -> None:
    board, file = kept
    file.mkdir()
    assert board.renew()["总表"].startswith("总表没有更新：无法写入")
    file.rmdir()
    assert board.renew() == {}
    assert file.is_file()
    assert tmp_path.is_dir()


def test_while_the_database_is_away_the_file_stays(kept: tuple[KeptBoard, Path]) -> None:
    board, file = kept
    board.renew()
    unbind()
    assert board.renew() == {}
    assert file.is_file()


JANUARY, MARCH, OTHER = "2026年1月月度检查", "2026年3月月度检查", "其他事项"


def office(name: str, **more: Any) -> dict[str, Any]:
    return {
        "department": name, "overdue": 1, "due_this_week": 0, "done_this_week": 0, "cells": {}, "dues": {}, **more
    }  # fmt: skip


ROWS = [
    office("第一厅", cells={MARCH: CellState.LATE, OTHER: CellState.OPEN},
           dues={MARCH: date(2026, 3, 31), OTHER: date(2026, 1, 5)}),
    office("第二厅", cells={JANUARY: CellState.DONE}, dues={JANUARY: date(2026, 1, 31)}),
]  # fmt: skip


def test_periods_stand_by_due_date_and_the_other_work_last() -> None:
    assert listing_of(ROWS).titles == ["部门", "逾期", "本周到期", "本周办结", JANUARY, MARCH, OTHER]


def test_a_cell_has_sign_and_word_and_a_period_without_duty_says_so() -> None:
    assert listing_of(ROWS).cells(ROWS) == [
        ["第一厅", 1, 0, 0, "－ 不需办", "✕ 逾期未办", "○ 未到期"],
        ["第二厅", 1, 0, 0, "✓ 按时办结", "－ 不需办", "－ 不需办"],
    ]
