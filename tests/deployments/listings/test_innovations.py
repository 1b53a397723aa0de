"""`mubiao innovations`: the projects of a year, and a sentence if there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_people_read_the_projects_of_a_year_and_what_made_their_state(
    line: Mubiao, march: Acting, tmp_path: Path
) -> None:
    page = tmp_path / "文件.pdf"
    page.write_bytes(b"%PDF-1.7")
    paper: dict[str, Any] = {"number": "1号", "dated": "2026-03-05", "evidence": str(page)}
    march.take("departments", {"编码": "D001", "名称": "第001厅", "管理类别": "直接管理"})
    march.do("call_innovation", year=2026, opens_on="2026-03-05", closes_on="2026-03-31", **paper)
    project: dict[str, Any] = {"department": "D001", "year": 2026, "project": "一次办", "content": "一次办结"}
    march.office("D001").do("apply_innovation", **project, **paper)
    text = line.done("innovations", "--year", "2026", "--on", "2026-03-06").splitlines()[-2]
    assert text.split() == ["2026-1", "第001厅", "一次办", "已申报", "2026-03-05申报（1号）"]
    (row,) = line.json("innovations", "--year", "2026", "--on", "2026-03-06", "--department", "D001")
    assert (row["state"], row["prize"], row["why"]) == ("applied", "", ["2026-03-05申报（1号）"])
    assert line.json("innovations", "--year", "2026", "--on", "2026-03-06", "--department", "D002") == []


def test_what_made_a_state_so_is_whole_however_long(line: Mubiao, march: Acting, tmp_path: Path) -> None:
    """Without --json it stands nowhere else."""
    page = tmp_path / "文件.pdf"
    page.write_bytes(b"%PDF-1.7")
    paper: dict[str, Any] = {"number": "长" * 80, "dated": "2026-03-05", "evidence": str(page)}
    march.take("departments", {"编码": "D001", "名称": "第001厅", "管理类别": "直接管理"})
    march.do("call_innovation", year=2026, opens_on="2026-03-05", closes_on="2026-03-31", **paper)
    project: dict[str, Any] = {"department": "D001", "year": 2026, "project": "一次办", "content": "一次办结"}
    march.office("D001").do("apply_innovation", **project, **paper)
    whole = line.done("innovations", "--year", "2026", "--on", "2026-03-06")
    assert ("…" in whole, whole.count("长")) == (False, 80)


def test_without_an_application_it_says_until_when_there_may_be_one(
    line: Mubiao, march: Acting, tmp_path: Path
) -> None:
    page = tmp_path / "文件.pdf"
    page.write_bytes(b"%PDF-1.7")
    paper: dict[str, Any] = {"number": "1号", "dated": "2026-03-05", "evidence": str(page)}
    march.do("call_innovation", year=2026, opens_on="2026-03-05", closes_on="2026-03-31", **paper)
    said = line.done("innovations", "--year", "2026", "--on", "2026-03-06")
    assert said == "2026年的创新项目自2026-03-05至2026-03-31申报，还没有收取申报。收取：mubiao act apply_innovation。\n"


def test_without_any_it_says_how_to_call_for_them(line: Mubiao) -> None:
    said = line.done("innovations", "--year", "2026")
    assert said == "2026年没有申报的创新项目。申报通知：mubiao act call_innovation。\n"
