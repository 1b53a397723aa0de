"""`mubiao appeals`: the appeals with their state."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_an_appeal_is_one_line_with_its_ground(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-10")
    march.lists("T001", "未达目标要求", "2026-03-09")
    march.do("set_limit", target="T001", limit="2026-04-20")
    march.office("D001").do("lodge_appeal", target="T001", ground="已完工")
    cells = line.done("appeals", "--open", "--on", "2026-03-11").splitlines()[2].split()
    assert cells == ["负面清单条目", "2026/T001/1", "1", "第001厅", "2026-03-10", "已提出", "已完工"]
    assert [row["state"] for row in line.json("appeals")] == ["lodged"]
    anyone.on("2026-03-11").do("refuse_appeal", target="T001", reason="与认定无关")
    assert line.done("appeals", "--open") == "没有申诉。\n"
    assert "不予受理" in line.done("appeals")
