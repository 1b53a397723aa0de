"""`mubiao adjustments`: the adjustments of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_a_request_is_one_line_in_chinese(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    assert line.done("adjustments") == "没有目标调整。\n"
    paper = tmp_path / "文件.pdf"
    paper.write_bytes(b"%PDF-1.7 ")
    asked = {"target": "T003", "ground": "不可抗力", "reason": "洪涝", "deadline": "2026-11-30", "evidence": str(paper)}
    anyone.on("2026-03-10").office("D002").do("request_adjustment", **asked)
    shown = line.done("adjustments", "--open")
    assert all(word in shown for word in ("2026/T003", "第002厅", "不可抗力", "洪涝", "2026-03-10", "共1项。"))
    assert [row["state"] for row in line.json("adjustments")] == ["requested"]
