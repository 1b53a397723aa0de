"""不定等次 in a sheet: only the rows with a type are appraised without a grade (2.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import as_csv, counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND = "ungraded"
KEPT = """SELECT d.code, u.year, u.kind, u.reason FROM ungraded u
    JOIN department d ON d.id = u.department_id ORDER BY u.id"""
WHY: dict[str, Any] = {
    "类型": "不参加", "原因": "年内新设", "依据": "办法第十二条", "依据文号": "黔目标办〔2027〕4号",
    "文件日期": "2027-01-12", "依据文件": "文件.pdf",
}  # fmt: skip


@pytest.fixture
def january(march: Acting, tmp_path: Path) -> Acting:
    """Today is 20 January 2027; the paper lies next to the sheet."""
    (tmp_path / "文件.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return march.on("2027-01-20")


def test_a_row_that_is_left_empty_is_graded(january: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    sheet = fill(export(january, KIND, tmp_path), {3: WHY})
    assert counts(take(january, KIND, sheet)) == (0, 1, 1)
    assert sql.rows(KEPT) == [("D002", 2026, "not_eligible", "年内新设")]
    again = export(january, KIND, tmp_path)
    assert [row["类型"] for row in rows_in(again)] == [None, "不参加"]
    assert counts(take(january, KIND, again)) == (0, 0, 2)
    assert violations() == []


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({**WHY, "类型": "缓评"}, "“缓评”不在可选范围内"),
        ({**WHY, "文件日期": "2027-01-21"}, "文件日期2027-01-21晚于今天"),
        ({**WHY, "原因": None}, "“原因”必填"),
    ],
)
def test_one_wrong_row_and_nothing_is_recorded(
    january: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(january, KIND, fill(export(january, KIND, tmp_path), {2: cells, 3: WHY}))
    assert refusal in refused.value.message
    assert sql.rows(KEPT) == []


def test_what_is_recorded_is_not_changed_by_a_sheet(january: Acting, sql: Sql, tmp_path: Path) -> None:
    take(january, KIND, fill(export(january, KIND, tmp_path), {2: WHY}))
    with pytest.raises(ImportRefused, match="确需更正的先撤回再登记"):
        take(january, KIND, fill(export(january, KIND, tmp_path), {2: {"类型": "取消", "依据文件": "文件.pdf"}}))
    assert [row[2] for row in sql.rows(KEPT)] == ["not_eligible"]


def test_a_department_of_no_list_is_refused(january: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"部门编码": "D009", "年度": 2026, **WHY}
    with pytest.raises(ImportRefused, match="D009"):
        take(january, KIND, fill(template(january, KIND, tmp_path), {2: row}))
    assert sql.rows(KEPT) == []


@pytest.mark.parametrize("title", ["类型", "依据", "依据文号", "文件日期", "依据文件"])
def test_a_row_that_is_begun_is_complete(january: Acting, sql: Sql, tmp_path: Path, title: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(january, KIND, fill(export(january, KIND, tmp_path), {2: WHY, 3: WHY | {title: None}}))
    assert f"“{title}”必填" in refused.value.message
    assert sql.rows(KEPT) == []


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"文件日期": "2025-12-31"}, "文件日期2025-12-31早于2026年"),
        ({"文件日期": "去年"}, "文件日期"),
        ({"依据文件": "没有.pdf"}, "“没有.pdf”不在表格所在的文件夹里"),
        ({"依据文件": "../文件.pdf"}, "文件.pdf"),
    ],
)
def test_a_wrong_paper_is_named_and_no_row_is_recorded(
    january: Acting, sql: Sql, tmp_path: Path, cells: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(january, KIND, fill(export(january, KIND, tmp_path), {2: WHY, 3: WHY | cells}))
    assert refusal in refused.value.message
    assert sql.rows(KEPT) == []


def test_a_sheet_saved_as_text_is_taken_and_a_trial_keeps_nothing(january: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = as_csv(fill(export(january, KIND, tmp_path), {2: WHY}))
    assert counts(take(january, KIND, sheet, keep=False)) == (0, 1, 1)
    assert sql.rows(KEPT) == []
    assert counts(take(january, KIND, sheet)) == (0, 1, 1)
    assert [row[0] for row in sql.rows(KEPT)] == ["D001"]


def test_who_was_withdrawn_is_empty_in_the_next_sheet(january: Acting, tmp_path: Path) -> None:
    take(january, KIND, fill(export(january, KIND, tmp_path), {2: WHY}))
    january.do("withdraw_without_grade", department="D001", year=2026, reason="核实为满半年")
    assert [row["类型"] for row in rows_in(export(january, KIND, tmp_path))] == [None, None]


def test_the_sheet_of_july_is_of_this_year(january: Acting, sql: Sql, tmp_path: Path) -> None:
    july = january.on("2027-07-01")
    sheet = export(july, KIND, tmp_path)
    assert [row["年度"] for row in rows_in(sheet)] == [2027, 2027]
    take(july, KIND, fill(sheet, {2: WHY | {"文件日期": "2027-06-30"}}))
    assert sql.rows(KEPT) == [("D001", 2027, "not_eligible", "年内新设")]
