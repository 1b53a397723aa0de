"""创新项目申报 in a sheet: units apply in rows, and the system numbers the projects (1-2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations
    from tests.models.ledger.innovation.conftest import Stored

KIND = "innovation-projects"
STATES = "SELECT year || '-' || number, state FROM innovation_project ORDER BY number"
APPLICATION = {
    "部门编码": "D001",
    "年度": 2026,
    "创新项目": "入学一次办",
    "项目简介": "就近入学一次办结",
    "申报文号": "黔一厅函〔2026〕9号",
    "申报文件日期": "2026-10-12",
    "申报文件": "记录.pdf",
}


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """The folder of the sheets, with the file that they name."""
    (tmp_path / "记录.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return tmp_path


def refusal(acting: Acting, sheet: Path) -> tuple[str, str]:
    """The cell and the message of the complaint about a sheet; of several that of the last cell."""
    with pytest.raises(ImportRefused) as refused:
        take(acting, KIND, sheet)
    return max((each.cell, each.message) for each in refused.value.complaints)


def test_units_apply_in_one_sheet_and_the_system_numbers_the_projects(
    called: Acting, sql: Sql, papers: Path, violations: Violations
) -> None:
    rows = {2: APPLICATION, 3: APPLICATION | {"部门编码": "D002", "创新项目": "数字档案"}}
    sheet = fill(template(called, KIND, papers), rows)
    assert counts(take(called, KIND, sheet)) == (2, 0, 0)
    assert sql.rows(STATES) == [("2026-1", "applied"), ("2026-2", "applied")]
    assert counts(take(called, KIND, sheet)) == (0, 0, 2)
    shown = rows_in(export(called, KIND, papers))
    assert [(row["项目编号"], row["部门编码"], row["创新项目"]) for row in shown] == [
        ("2026-1", "D001", "入学一次办"),
        ("2026-2", "D002", "数字档案"),
    ]
    assert violations() == []


@pytest.mark.parametrize(
    ("cells", "cell", "said"),
    [
        ({"部门编码": "D003"}, "E2", "副厅级以下"),
        ({"申报文件日期": "2026-10-13"}, "E2", "晚于今天（2026-10-12）"),
        ({"申报文件": None}, "I2", "申报文件"),
        ({"年度": 2025}, "E2", "2025"),
    ],
)
def test_an_application_that_the_act_refuses_is_refused_with_its_sheet(
    called: Acting, papers: Path, stored: Stored, cells: dict[str, Any], cell: str, said: str
) -> None:
    before = stored()
    other = APPLICATION | {"部门编码": "D004"}
    sheet = fill(template(called, KIND, papers), {2: APPLICATION | cells, 3: other})
    place, words = refusal(called, sheet)
    assert said in words
    assert place[1:] == cell[1:]
    assert stored() == before


def test_after_the_closing_day_no_sheet_applies(applied: Acting, papers: Path, stored: Stored) -> None:
    before = stored()
    sheet = fill(template(applied, KIND, papers), {2: APPLICATION | {"创新项目": "第四项"}})
    assert "2026-10-30" in refusal(applied, sheet)[1]
    assert stored() == before
