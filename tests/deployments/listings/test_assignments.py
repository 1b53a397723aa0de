"""`mubiao assignments`: other work of the agency, and a sentence if the list is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

GIVEN: dict[str, Any] = {
    "giver": "党委", "content": "起草专题报告", "number": "黔委厅字〔2026〕3号", "dated": "2026-03-02",
    "limit": "2026-03-20",
}  # fmt: skip


def test_people_read_what_is_open_and_what_was_done(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    page = tmp_path / "交办通知.pdf"
    page.write_bytes(b"%PDF-1.7")
    anyone.on("2026-03-05").do("record_assignment", **GIVEN, evidence=str(page))
    text = line.done("assignments", "--on", "2026-03-23").splitlines()[-2]
    assert text.startswith("2026-1")
    assert "黔委厅字〔2026〕3号" in text
    assert text.rstrip().endswith("2026-03-20（超过时限）  办理中")
    anyone.on("2026-03-23").do("complete_assignment", assignment="2026-1", result="已报送")
    assert line.done("assignments") == "没有未办结的交办事项。登记：mubiao act record_assignment。\n"
    assert line.done("assignments", "--all").splitlines()[-2].endswith("已办结  2026-03-23")
    (row,) = line.json("assignments", "--all")
    assert (row["giver"], row["state"], row["late"], row["result"]) == ("party_committee", "done", True, "已报送")


def test_without_any_it_says_how_to_record_one(line: Mubiao) -> None:
    assert line.done("assignments", "--all") == "没有交办事项。登记：mubiao act record_assignment。\n"
