"""二级考评 in a sheet: all departments of the year at once, each with its value and its paper (A42)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import as_csv, counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND = "second-level"
GIVEN = """SELECT d.code, s.year, s.serial, s.value::float, s.reason FROM second_level s
    JOIN department d ON d.id = s.department_id ORDER BY s.id"""
PAPER: dict[str, Any] = {"依据文号": "黔目标办〔2027〕3号", "文件日期": "2027-01-12", "依据文件": "结果.pdf"}


@pytest.fixture
def january(march: Acting, tmp_path: Path) -> Acting:
    """Today is 20 January 2027; the paper lies next to the sheet."""
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


def test_a_value_in_full_width_figures_that_is_taken_twice_changes_nothing(
    january: Acting, sql: Sql, tmp_path: Path
) -> None:
    sheet = fill(export(january, KIND, tmp_path), {2: {"二级考评得分": "８７．５０", **PAPER}})
    assert counts(take(january, KIND, sheet)) == (0, 1, 1)
    assert counts(take(january, KIND, sheet)) == (0, 0, 2)
    assert sql.rows(GIVEN) == [("D001", 2026, 1, 87.5, "")]


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


def test_a_sheet_of_before_a_change_is_out_of_date(january: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = export(january, KIND, tmp_path)
    take(january, KIND, fill(export(january, KIND, tmp_path), {2: {"二级考评得分": 87.5, **PAPER}}))
    stale = tmp_path / "旧表.xlsx"
    stale.write_bytes(sheet.read_bytes())
    again = export(january, KIND, tmp_path)
    take(january, KIND, fill(again, {2: {"二级考评得分": 88, **PAPER, "更正原因": "复核更正"}}))
    with pytest.raises(ImportRefused, match="在表格导出以后已有改动，请重新导出后填写"):
        take(january, KIND, fill(stale, {2: {"二级考评得分": 90, **PAPER}}))
    assert [row[2:4] for row in sql.rows(GIVEN)] == [(1, 87.5), (2, 88.0)]


def test_a54_only_departments_of_the_end_of_the_year_are_rows(january: Acting, tmp_path: Path) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    january.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **reform)
    january.take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2026-06-01"})
    january.take("departments", {"编码": "D004", "名称": "第四局", "生效日期": "2027-01-05"})
    assert [row["部门编码"] for row in rows_in(export(january, KIND, tmp_path))] == ["D002", "D003"]


def test_a_row_of_its_own_is_of_any_year_that_has_begun(january: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"部门编码": "D001", "年度": "2025年度", "二级考评得分": "70", **PAPER}
    take(january, KIND, fill(template(january, KIND, tmp_path), {2: row}))
    assert sql.rows(GIVEN) == [("D001", 2025, 1, 70.0, "")]
    with pytest.raises(ImportRefused, match="2028年尚未开始"):
        take(january, KIND, fill(template(january, KIND, tmp_path), {2: row | {"年度": 2028}}))


def test_a_department_that_stands_twice_is_refused(january: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"部门编码": "D001", "年度": 2026, "二级考评得分": "70", **PAPER}
    sheet = fill(template(january, KIND, tmp_path), {2: row, 3: row | {"二级考评得分": "80"}})
    with pytest.raises(ImportRefused, match="与第2行是同一项，请只保留一行"):
        take(january, KIND, sheet)
    assert sql.rows(GIVEN) == []


def test_a_sheet_of_text_only_is_read_the_same(january: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(january, KIND, tmp_path), {2: {"二级考评得分": 87.5, **PAPER}})
    take(january, KIND, as_csv(sheet))
    assert sql.rows(GIVEN) == [("D001", 2026, 1, 87.5, "")]


def test_a_paper_that_is_missing_is_complained_about_in_its_own_column(january: Acting, tmp_path: Path) -> None:
    sheet = export(january, KIND, tmp_path)
    fill(sheet, {2: {"二级考评得分": 87.5, **PAPER, "依据文件": None}})
    titles = list(rows_in(sheet)[0])
    with pytest.raises(ImportRefused) as refused:
        take(january, KIND, sheet)
    [complaint] = refused.value.complaints
    assert (complaint.message, complaint.cell) == ("“依据文件”必填。", f"{chr(65 + titles.index('依据文件'))}2")
