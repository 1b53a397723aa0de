"""单位类别 in a sheet: all departments at once, each with its class and the paper (A45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import as_csv, counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND = "unit-classes"
GIVEN = """SELECT d.code, c.year, c.serial, c.name, c.reason FROM unit_class c
    JOIN department d ON d.id = c.department_id ORDER BY c.id"""
PAPER: dict[str, Any] = {"依据文号": "黔目标办〔2026〕6号", "文件日期": "2026-03-02", "依据文件": "分类.pdf"}


@pytest.fixture
def january(march: Acting, tmp_path: Path) -> Acting:
    """Today is 20 January 2027; there are two classes; the paper lies next to the sheet."""
    (tmp_path / "分类.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    acting = march.on("2027-01-20")
    acting.do("set_policy", key="unit_classes", value="甲类、乙类", basis="6号", valid_from="2026-01-01")
    return acting


def test_all_departments_are_classed_at_once_and_stay_in_their_class(
    january: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = export(january, KIND, tmp_path)
    assert [(row["部门编码"], row["年度"]) for row in rows_in(sheet)] == [("D001", 2026), ("D002", 2026)]
    fill(sheet, {2: {"单位类别": "甲类", **PAPER}, 3: {"单位类别": "乙类", **PAPER}})
    assert counts(take(january, KIND, sheet)) == (0, 2, 0)
    again = export(january.on("2027-07-01"), KIND, tmp_path)
    assert [(row["年度"], row["单位类别"]) for row in rows_in(again)] == [(2027, "甲类"), (2027, "乙类")]
    assert counts(take(january.on("2027-07-01"), KIND, again)) == (0, 0, 2)
    assert sql.rows(GIVEN) == [("D001", 2026, 1, "甲类", ""), ("D002", 2026, 1, "乙类", "")]
    assert violations() == []


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"单位类别": "丙类", **PAPER}, "没有“丙类”这一类单位，可填：甲类、乙类"),
        ({"单位类别": "甲类"}, "“依据文号”必填"),
        ({"单位类别": "甲类", **PAPER, "依据文件": "没有.pdf"}, "“没有.pdf”不在表格所在的文件夹里"),
    ],
)
def test_one_wrong_row_and_nothing_is_recorded(
    january: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], refusal: str
) -> None:
    sheet = fill(export(january, KIND, tmp_path), {2: cells, 3: {"单位类别": "乙类", **PAPER}})
    with pytest.raises(ImportRefused) as refused:
        take(january, KIND, sheet)
    assert refusal in refused.value.message
    assert sql.rows(GIVEN) == []


def test_a_change_needs_its_reason_in_the_row(january: Acting, sql: Sql, tmp_path: Path) -> None:
    take(january, KIND, fill(export(january, KIND, tmp_path), {2: {"单位类别": "甲类", **PAPER}}))
    change = {"单位类别": "乙类", "依据文件": "分类.pdf"}
    with pytest.raises(ImportRefused, match="确需变更的写明更正原因"):
        take(january, KIND, fill(export(january, KIND, tmp_path), {2: change}))
    take(january, KIND, fill(export(january, KIND, tmp_path), {2: change | {"更正原因": "误登"}}))
    assert [row[2:] for row in sql.rows(GIVEN)] == [(1, "甲类", ""), (2, "乙类", "误登")]


def test_a_department_of_no_list_is_refused(january: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"部门编码": "D009", "年度": 2026, "单位类别": "甲类", **PAPER}
    with pytest.raises(ImportRefused, match="D009"):
        take(january, KIND, fill(template(january, KIND, tmp_path), {2: row}))
    assert sql.rows(GIVEN) == []


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"文件日期": None}, "“文件日期”必填"),
        ({"依据文件": None}, "“依据文件”必填"),
        ({"单位类别": None}, "“单位类别”必填"),
        ({"文件日期": "2027-01-21"}, "文件日期2027-01-21晚于今天"),
        ({"年度": None}, "年度"),
        ({"年度": "今年"}, "年度"),
    ],
)
def test_a_bad_cell_is_named_and_no_row_is_recorded(
    january: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], refusal: str
) -> None:
    row = {"单位类别": "甲类", **PAPER}
    with pytest.raises(ImportRefused) as refused:
        take(january, KIND, fill(export(january, KIND, tmp_path), {2: row, 3: row | cells}))
    assert refusal in refused.value.message
    assert sql.rows(GIVEN) == []


def test_another_spelling_of_a_class_is_the_same(january: Acting, sql: Sql, tmp_path: Path) -> None:
    take(january, KIND, fill(export(january, KIND, tmp_path), {2: {"单位类别": " 甲类　", **PAPER}}))
    assert sql.rows(GIVEN) == [("D001", 2026, 1, "甲类", "")]


def test_a_sheet_saved_as_text_is_taken_and_a_trial_keeps_nothing(january: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = as_csv(fill(export(january, KIND, tmp_path), {3: {"单位类别": "乙类", **PAPER}}))
    take(january, KIND, sheet, keep=False)
    assert sql.rows(GIVEN) == []
    assert counts(take(january, KIND, sheet)) == (0, 1, 1)
    assert [row[:2] for row in sql.rows(GIVEN)] == [("D002", 2026)]


def test_a_department_that_ended_before_31_december_has_no_row(january: Acting, tmp_path: Path) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    january.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **reform)
    assert [row["部门编码"] for row in rows_in(export(january, KIND, tmp_path))] == ["D002"]
