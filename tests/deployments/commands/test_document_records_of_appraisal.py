"""`mubiao document appraisal`: a paper and a workbook for each audience, a draft as long as nothing is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from openpyxl import load_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


pytestmark = pytest.mark.usefixtures("anyone")
ASKED = ("document", "appraisal", "--year", "2026", "--on", "2027-01-20")


@pytest.mark.parametrize(
    "to", [(), ("--to", "领导小组成员单位"), ("--to", "组织部门和公务员管理部门"), ("--department", "D001")]
)
def test_a_paper_is_a_draft_for_whomever_it_is(line: Mubiao, tmp_path: Path, to: tuple[str, ...]) -> None:
    place = tmp_path / "结果.docx"
    done = line.json(*ASKED, *to, "-o", str(place))
    assert (done["kind"], done["number"], done["date"]) == ("考评结果", "", "2027-01-20")
    assert "送审稿" in [each.text for each in Document(str(place)).paragraphs]


def test_the_workbook_has_a_row_for_each_department(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "结果.xlsx"
    line.json(*ASKED, "-o", str(place))
    head, *rows = load_workbook(place)["得分"].iter_rows(values_only=True)
    assert head[:2] == ("位次", "部门")
    assert {row[0] for row in rows} == {"待定"}


def test_two_audiences_at_once_a_year_not_over_and_an_unknown_department_are_refused(
    line: Mubiao, tmp_path: Path
) -> None:
    place = str(tmp_path / "结果.docx")
    both = ("--to", "领导小组成员单位", "--department", "D001")
    assert "--to 和 --department 只写一个" in line.refused(*ASKED, *both, "-o", place, code=2)
    early = ("document", "appraisal", "--year", "2026", "--on", "2026-12-31", "-o", place)
    assert "2026年尚未结束" in line.refused(*early)
    assert "不在部门名单中" in line.refused(*ASKED, "--department", "无此厅", "-o", place)
    assert ".docx" in line.refused(*ASKED, "-o", str(tmp_path / "结果.pdf"))
    assert list(tmp_path.iterdir()) == []


def text_of(place: Path) -> str:
    """All words of a paper and of its tables."""
    paper = Document(str(place))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def test_the_paper_of_one_department_names_no_other(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "反馈.docx"
    line.done(*ASKED, "--department", " 第001厅 ", "-o", str(place))
    assert "第001厅：" in text_of(place)
    assert "第002厅" not in text_of(place)


@pytest.mark.parametrize("to", ["领导小组成员单位", "组织部门和公务员管理部门", "各纳入管理部门"])
def test_a_paper_to_others_names_every_department(line: Mubiao, tmp_path: Path, to: str) -> None:
    place = tmp_path / "结果.docx"
    line.done(*ASKED, "--to", to, "-o", str(place))
    assert all(name in text_of(place) for name in ("第001厅", "第002厅"))


@pytest.mark.parametrize("to", ["部门", "department", "社会公众"])
def test_there_is_no_other_audience(line: Mubiao, tmp_path: Path, to: str) -> None:
    place = tmp_path / "结果.docx"
    line.refused(*ASKED, "--to", to, "-o", str(place), code=2)
    assert not place.exists()


@pytest.mark.parametrize("name", ["结果.docx", "结果.xlsx", "结果.XLSX"])
def test_a_file_in_the_way_is_kept_unless_forced(line: Mubiao, tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    place.write_text("别的")
    assert line(*ASKED, "-o", str(place)).code == 1
    assert place.read_text() == "别的"
    line.done(*ASKED, "-o", str(place), "--force")
    assert place.read_bytes()[:2] == b"PK"


def test_the_same_results_on_the_same_day_are_the_same_bytes(line: Mubiao, tmp_path: Path) -> None:
    one, other = tmp_path / "一.docx", tmp_path / "二.docx"
    for place in (one, other):
        line.done(*ASKED, "-o", str(place))
    assert one.read_bytes() == other.read_bytes()


def test_the_workbook_of_a_department_has_a_row_for_each_component(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "反馈.xlsx"
    line.done(*ASKED, "--department", "D002", "-o", str(place))
    head, *rows = load_workbook(place)["得分"].iter_rows(values_only=True)
    assert (head[0], len(rows), {row[-1] for row in rows}) == ("项目", 9, {"D002"})


def test_a_merged_department_is_refused_and_leaves_no_file(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    anyone.on("2026-04-02").do("merge_department", effective_on="2026-04-02", **reform)
    place = tmp_path / "反馈.docx"
    told = line.refused(*ASKED, "--department", "D001", "-o", str(place))
    assert "2026年没有“D001”的考评结果：该部门在年末以前已撤销或并入其他部门。" in told
    assert not place.exists()
