"""`mubiao appeals`: the appeals with their state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployments.text_table import SCREEN, width

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
    anyone.on("2026-03-11").do("refuse_appeal", target="T001", reason="与此无关")
    assert line.done("appeals", "--open") == "没有申诉。\n"
    titles, _, *rows = line.done("appeals").splitlines()
    assert titles.split()[-3:] == ["裁定", "理由", "申诉理由"]
    assert rows[0].split()[-4:] == ["不予受理", "2026-03-11", "与此无关", "已完工"]


def test_the_reason_of_a_ruling_and_the_ground_are_shown_to_their_ends(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-10")
    march.lists("T001", "未达目标要求", "2026-03-09")
    ground = "现场核查时设备尚在调试，核查以后当天已经投入运行，随附验收文件"
    march.office("D001").do("lodge_appeal", target="T001", ground=ground)
    reason = "申诉的事项发生在核查以后，与本次认定的依据没有关系"
    anyone.on("2026-03-11").do("refuse_appeal", target="T001", reason=reason)
    titles, _, *rows = line.done("appeals").splitlines()
    assert all(width(each) <= SCREEN for each in rows)
    assert "…" not in "".join(rows)
    columns = [place for place, _ in enumerate(titles) if titles.startswith(("理由", "申诉理由"), place)]
    assert len(columns) == 3  # 理由, and 申诉理由 with the 理由 in it
    written = "".join(part for row in rows[:-1] for part in row.split())
    assert all(char in written for char in ground + reason)
