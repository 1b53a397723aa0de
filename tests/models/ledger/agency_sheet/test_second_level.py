"""二级考评 in a sheet: all departments of the year at once, each with its value and its paper (A42)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND = "second-level"
GIVEN = """SELECT d.code, s.year, s.serial, s.value::float, s.reason FROM second_level s
    JOIN department d ON d.id = s.department_id ORDER BY s.id"""
PAPER: dict[str, Any] = {"依据文号": "黔目标办〔2027〕3号", "文件日期": "2027-01-12", "依据文件": "结果.pdf"}


@pytest.fixture
def january(march: Acting, tmp_path: Path) -> Acting:
    """Today is 20 January 2027; the paper lies beside the sheet."""
    (tmp_path / "结果.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return march.on("2027-01-20")


def test_every_department_of_the_year_before_is_a_row_until_june(january: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(january, KIND, tmp_path))
    assert [(row["部门编码"], row["年度"], row["二级考评得分"]) for row in rows] == [
        ("D001", 2026, None),
        ("D002", 2026, None),
    ]
    assert {row["年度"] for row in rows_in(export(january.on("2027-07-01"), KIND, tmp_path))} == {2027}


def test_all_departments_are_entered_at_once_and_only_changes_later(
    january: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = export(january, KIND, tmp_path)
    fill(sheet, {2: {"二级考评得分": 87.5, **PAPER}, 3: {"二级考评得分": "92", **PAPER}})
    assert counts(take(january, KIND, sheet)) == (0, 2, 0)
    again = export(january, KIND, tmp_path)
    assert [row["二级考评得分"] for row in rows_in(again)] == ["87.5", "92"]
    assert counts(take(january, KIND, again)) == (0, 0, 2)
    fill(again, {2: {"二级考评得分": "88.25", "依据文件": "结果.pdf", "更正原因": "复核更正"}})
    assert counts(take(january, KIND, again)) == (0, 1, 1)
    assert sql.rows(GIVEN) == [
        ("D001", 2026, 1, 87.5, ""),
        ("D002", 2026, 1, 92.0, ""),
        ("D001", 2026, 2, 88.25, "复核更正"),
    ]
    assert violations() == []


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"二级考评得分": 101, **PAPER}, "应为0至100的数，最多两位小数，如87.5"),
        ({"二级考评得分": 87.555, **PAPER}, "应为0至100的数，最多两位小数，如87.5"),
        ({"二级考评得分": 80}, "“依据文号”必填"),
        ({"二级考评得分": 80, **PAPER, "依据文件": "没有.pdf"}, "“没有.pdf”不在表格所在的文件夹里"),
    ],
)
def test_one_wrong_row_and_nothing_is_recorded(
    january: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], refusal: str
) -> None:
    sheet = fill(export(january, KIND, tmp_path), {2: cells, 3: {"二级考评得分": 90, **PAPER}})
    with pytest.raises(ImportRefused) as refused:
        take(january, KIND, sheet)
    assert refusal in refused.value.message
    assert sql.rows(GIVEN) == []
