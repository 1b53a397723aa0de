"""`mubiao urgings`: the 催办 tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_a_task_is_one_line_in_chinese(line: Mubiao, anyone: Acting) -> None:
    assert line.done("urgings") == "没有催办。\n"
    anyone.on("2026-04-01").system.do("propose_urgings")
    shown = line.done("urgings", "--open", "--department", "D001")
    assert all(word in shown for word in ("第001厅", "2026年3月月度检查", "2026-03-31", "2026-04-01", "共1项。"))
    assert [row["method"] for row in line.json("urgings")] == ["phone", "phone"]
