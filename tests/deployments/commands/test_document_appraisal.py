"""`mubiao document appraisal`: a paper and a workbook for each audience, a draft as long as nothing is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docx import Document
from openpyxl import load_workbook

if TYPE_CHECKING:
    from pathlib import Path

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
