"""`mubiao stages`: the stages of a year as a table, as JSON and as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao


def test_the_stages_are_listed_with_their_days(line: Mubiao) -> None:
    text = line.done("stages", "--year", "2026", "--on", "2026-03-05")
    assert [row.split()[0] for row in text.splitlines() if row.startswith("绩效")] == [
        "绩效目标制定",
        "绩效实施",
        "绩效评价",
        "绩效反馈",
        "绩效结果运用",
    ]
    assert "2026-02-01" in text
    assert "未定" in text
    (first, *_, last) = line.json("stages", "--year", "2026", "--on", "2026-03-05")
    assert (first["stage"], first["last"], first["next"]) == ("targets", "2026-03-31", ["execution"])
    assert (last["first"], last["next"]) == (None, ["targets"])


def test_the_page_marks_what_is_running_and_loads_nothing(line: Mubiao, tmp_path: Path) -> None:
    file = tmp_path / "环节.html"
    said = line.done("stages", "--year", "2026", "--on", "2026-03-05", "--page", str(file))
    assert said == f"已写入2026年的5个环节：{file}\n"
    page = file.read_text()
    assert page.count('<li class="now">') == 3
    assert "http" not in page
    assert "<script" not in page
    first = file.read_bytes()
    line.done("stages", "--year", "2026", "--on", "2026-03-05", "--page", str(file), "--force")
    assert file.read_bytes() == first


def test_a_page_of_another_kind_or_in_the_way_is_refused(line: Mubiao, tmp_path: Path) -> None:
    assert "html" in line.refused("stages", "--page", str(tmp_path / "环节.pdf"))
    file = tmp_path / "环节.html"
    file.write_text("别的")
    assert line("stages", "--page", str(file)).code == 1
    assert file.read_text() == "别的"
