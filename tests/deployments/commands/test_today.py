"""`mubiao` alone, and `mubiao today`: what the agency has to do, and the commands for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao


@pytest.mark.parametrize("words", [(), ("today",)])
def test_without_data_it_says_how_to_begin(mubiao: Mubiao, words: tuple[str, ...]) -> None:
    text = mubiao.done(*words)
    assert text.splitlines()[-1] == "还没有数据。先看演示：mubiao demo；正式启用：mubiao init --help"
    assert "owed" in text
    assert not mubiao.home.exists()


def test_alone_it_lists_the_work_of_the_day_with_its_commands(line: Mubiao) -> None:
    line.done("run", "daily_sweep", "--on", "2026-04-03", "--ahead")
    lines = line.set(MUBIAO_CLOCK="2026-04-03T09:00:00+08:00").done().splitlines()
    assert lines[0] == "2026-04-03 周五"
    assert [row.split()[:2] for row in lines[3:5]] == [["管理机构逾期未办的事项", "1"], ["部门逾期未办的事项", "2"]]
    assert lines[4].endswith("mubiao owed --overdue")
    assert lines[-1] == "全部命令：mubiao --help"


def test_as_data_each_kind_of_work_has_its_lines(line: Mubiao) -> None:
    found = {each["work"]: each for each in line.json("today", "--on", "2026-04-03")}
    late = found["部门逾期未办的事项"]
    assert (len(late["lines"]), late["command"]) == (2, "mubiao owed --overdue")


def test_a_program_that_asks_without_data_is_told_so(mubiao: Mubiao) -> None:
    assert "没有本系统的数据" in mubiao.refused("today", "--json")
