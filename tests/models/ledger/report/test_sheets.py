"""Import of reports: all rows or none; a repeat changes nothing (6.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

SHEET = [("D001", "T001", 50), ("D001", "T002", 60), ("D002", "T003", 70)]


def rows(*lines: tuple[str, str, object]) -> list[dict[str, Any]]:
    return [{"部门编码": d, "期间": "2026-03", "目标编号": t, "进度": p, "状态": "", "说明": ""} for d, t, p in lines]


def complaints(acting: Acting, kind: str, *sheet: dict[str, Any]) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take(kind, *sheet)
    return [str(complaint) for complaint in refusal.value.complaints]


def test_each_department_and_month_is_one_report(march: Acting, sql: Sql) -> None:
    assert march.take("reports", *rows(*SHEET)).counts == {"rows": 3, "new": 2, "changed": 0, "same": 0}
    assert sql.value("SELECT count(*) FROM obligation WHERE state = 'discharged'") == 2


def test_a_second_import_changes_nothing(march: Acting, sql: Sql) -> None:
    march.take("reports", *rows(*SHEET))
    before = sql.value("SELECT hash FROM chain_head")
    assert march.take("reports", *rows(*SHEET)).counts == {"rows": 3, "new": 0, "changed": 0, "same": 2}
    assert sql.value("SELECT hash FROM chain_head") == before


def test_a_changed_row_makes_a_new_version_of_that_report_only(march: Acting, sql: Sql) -> None:
    march.take("reports", *rows(*SHEET))
    march.take("reports", *rows(*SHEET[:2], ("D002", "T003", 80)))
    assert sql.column("SELECT max(version) FROM report GROUP BY obligation_id ORDER BY 1") == [1, 2]


def test_every_complaint_comes_at_once_and_no_row_is_taken(march: Acting, sql: Sql) -> None:
    wrong = rows(("D001", "T003", 50), ("D002", "T003", 70), ("D009", "T001", 10), ("D002", "T003", 101))
    found = complaints(march, "reports", *wrong)
    assert len(found) == 4
    assert any("T003不在该部门" in complaint for complaint in found)
    assert any("第4行“部门编码”列：部门编码“D009”不在部门名单中" in complaint for complaint in found)
    assert any("第5行“进度”列" in complaint for complaint in found)
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_target_with_an_invalid_row_is_not_reported_as_missing(march: Acting) -> None:
    found = complaints(march, "reports", *rows(("D001", "T001", 50), ("D001", "T002", 101), ("D009", "T009", "多")))
    assert found == [
        "表.csv 第3行“进度”列：进度“101”应在0到100之间；超额完成的，须另填完成数量",
        "表.csv 第4行“进度”列：进度“多”应在0到100之间，请填数字或百分数",
        "表.csv 第4行“部门编码”列：部门编码“D009”不在部门名单中，是否为“D002”？请改正后重新导入",
    ]


def test_a_repeated_target_has_one_complaint(march: Acting) -> None:
    found = complaints(march, "reports", *rows(*SHEET[:2], ("D001", "T001", 55)))
    assert found == ["表.csv 第4行“目标编号”列：目标编号“T001”重复：第2行与第4行，请只保留一行"]


def test_an_office_imports_only_its_own_report(march: Acting, sql: Sql) -> None:
    office = march.office("D001")
    assert "不能办理“第002厅”" in complaints(office, "reports", *rows(*SHEET))[0]
    assert sql.value("SELECT count(*) FROM report") == 0
    assert office.take("reports", *rows(*SHEET[:2])).counts["new"] == 1


def test_a31_a_closed_month_is_not_imported(march: Acting) -> None:
    assert "截止" in complaints(march.on("2026-05-01"), "reports", *rows(*SHEET[:2]))[0]


def test_7_1_a_quarter_in_the_sheet_is_a_self_check_with_evidence_for_completed_targets(
    march: Acting, store: Path, tmp_path: Path, sql: Sql
) -> None:
    assert not store.exists()
    april = march.on("2026-04-08")
    april.open("self_check", "2026Q1")
    quarter = [row | {"期间": "2026年第一季度"} for row in rows(("D001", "T001", 50), ("D001", "T002", 100))]
    [text] = complaints(april, "reports", *quarter, *rows(("D002", "T003", 70)))
    assert text.startswith("表.csv 第2行：以下1项目标申报已完成，没有印证材料：T002 目标T002。")
    assert sql.value("SELECT count(*) FROM report") == 0
    (tmp_path / "验收.pdf").write_bytes(b"accepted")
    proof = {"target": "T002", "file": str(tmp_path / "验收.pdf")}
    april.do("attach_evidence", department="D001", period="2026-03", **proof)
    assert april.take("reports", *quarter, *rows(("D002", "T003", 70))).counts["new"] == 2
    query = "SELECT o.kind, o.period FROM report r JOIN obligation o ON o.id = r.obligation_id ORDER BY 1"
    assert sql.rows(query) == [("monthly_check", "2026-03"), ("self_check", "2026Q1")]
