"""总体评价 in a sheet: a row for each department that an inspection under way covers (3.3, 6.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

SAID = "SELECT d.code, e.serial, e.overall FROM evaluation e JOIN department d ON d.id = e.department_id ORDER BY e.id"


def of(sheet: Path, code: str) -> int:
    """Return the number of a department's row."""
    return next(number for number, row in enumerate(rows_in(sheet), 2) if row["部门编码"] == code)


def test_every_department_is_a_row_with_its_findings(mid_term: Acting, tmp_path: Path) -> None:
    rows = {row["部门编码"]: row for row in rows_in(export(mid_term, "evaluations", tmp_path))}
    assert "D001" in rows
    assert {row["核查编号"] for row in rows.values()} == {"2026-1"}
    assert "AGENCY" not in rows
    assert rows["D001"]["总体评价"] is None


def test_an_exported_sheet_imports_without_a_change(mid_term: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = export(mid_term, "evaluations", tmp_path)
    assert counts(take(mid_term, "evaluations", sheet))[:2] == (0, 0)
    assert sql.rows(SAID) == []


def test_a_filled_row_is_an_evaluation_once_and_may_be_changed_until_the_end(
    mid_term: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = export(mid_term, "evaluations", tmp_path)
    fill(sheet, {of(sheet, "D001"): {"总体评价": "@良好", "负面清单补欠情况": "无"}})
    assert counts(take(mid_term, "evaluations", sheet))[0] == 1
    assert counts(take(mid_term, "evaluations", sheet))[:2] == (0, 0)
    again = export(mid_term, "evaluations", tmp_path)
    assert counts(take(mid_term, "evaluations", again))[:2] == (0, 0)
    take(mid_term, "evaluations", fill(again, {of(again, "D001"): {"总体评价": "一般"}}))
    assert sql.rows(SAID) == [("D001", 1, "@良好"), ("D001", 2, "一般")]
    assert violations() == []


def test_an_inspection_that_ended_is_off_the_sheet(mid_term: Acting, tmp_path: Path) -> None:
    mid_term.do("evaluate_department", inspection="2026-1", department="D001", overall="良好")
    mid_term.do("conclude_inspection", inspection="2026-1")
    assert rows_in(export(mid_term, "evaluations", tmp_path)) == []


def test_an_evaluation_without_its_words_is_refused_at_its_cell(mid_term: Acting, sql: Sql, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="“总体评价”必填") as refused:
        take(mid_term, "evaluations", fill(export(mid_term, "evaluations", tmp_path), {2: {"负面清单补欠情况": "无"}}))
    assert [each.cell for each in refused.value.complaints] == ["G2"]
    assert sql.rows(SAID) == []


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ({"部门编码": "D002", "总体评价": "良好"}, "“第002厅”不在核查2026-1的受核查部门之内。"),
        ({"部门编码": "D077", "总体评价": "良好"}, "D077"),
        ({"部门编码": "D001", "总体评价": "良" * 20_001}, "不能超过20000个字"),
    ],
)
def test_nothing_gets_past_what_the_single_act_asks(
    mid_term: Acting, sql: Sql, tmp_path: Path, row: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(
            mid_term,
            "evaluations",
            fill(template(mid_term, "evaluations", tmp_path), {2: {"核查编号": "2026-1", **row}}),
        )
    assert refusal in refused.value.message
    assert sql.rows(SAID) == []
