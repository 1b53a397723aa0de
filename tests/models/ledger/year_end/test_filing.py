"""年终检查: filed with evidence target by target (6.1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql

STATE = """
SELECT o.state, o.counted_on::text, o.late FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = 'D001' AND o.kind = :kind
"""


def file(acting: Acting, *codes: str, progress: int = 100) -> Summary:
    return acting.report("D001", "2026", *codes, name="file_year_end_check", progress=progress)


def prove(acting: Acting, folder: Path, code: str) -> Summary:
    (folder / f"{code}.pdf").write_text(f"{code}的印证材料")
    fields = {"department": "D001", "period": "2026", "target": code, "file": str(folder / f"{code}.pdf")}
    return acting.do("attach_evidence", **fields)


def proof(folder: Path, code: str, **more: str) -> dict[str, str]:
    (folder / f"{code}.pdf").write_text(f"{code}的印证材料")
    return {"target": code, "file": str(folder / f"{code}.pdf"), **more}


def bring(acting: Acting, folder: Path, evidence: list[dict[str, str]]) -> Summary:
    """D001 files both targets as done with this evidence."""
    assert folder.is_dir()
    lines = [{"target": code, "progress": 100} for code in ("T001", "T002")]
    return acting.do("file_year_end_check", department="D001", period="2026", lines=lines, evidence=evidence)


def test_a_filing_is_complete_when_every_target_has_its_line_and_its_evidence(
    december: Acting, tmp_path: Path, sql: Sql
) -> None:
    office = december.office("D001")
    text = file(office, "T001", "T002").words
    assert text == "已收到，还缺2项：T001 目标T001（缺印证材料）；T002 目标T002（缺印证材料）。"
    assert prove(office, tmp_path, "T001").counts["missing"] == 1
    assert sql.rows(STATE, kind="year_end_check") == [("open", None, None)]
    assert prove(office, tmp_path, "T002").words == "第001厅2026年：年终检查材料已齐备。"
    assert sql.rows(STATE, kind="year_end_check") == [("discharged", "2026-12-20", False)]


def test_evidence_may_come_before_the_lines(december: Acting, tmp_path: Path) -> None:
    prove(december, tmp_path, "T001")
    assert prove(december, tmp_path, "T002").words.startswith("第001厅2026年：已收到，还缺2项：T001 目标T001（缺填报）")
    assert file(december, "T001", "T002").counts == {"reports": 1, "missing": 0, "late": 0}


def test_a_filing_may_come_line_by_line(december: Acting, tmp_path: Path, sql: Sql) -> None:
    file(december, "T001")
    prove(december, tmp_path, "T001")
    prove(december, tmp_path, "T002")
    assert file(december, "T002").counts["missing"] == 0
    assert sql.value("SELECT max(version) FROM report") == 2


@pytest.mark.parametrize(("day", "late"), [("2027-01-10", False), ("2027-01-11", True)])
def test_a5_10_january_is_a_hard_date_though_it_is_a_sunday(
    december: Acting, tmp_path: Path, sql: Sql, day: str, *, late: bool
) -> None:
    acting = december.on(day)
    file(acting, "T001", "T002")
    prove(acting, tmp_path, "T001")
    prove(acting, tmp_path, "T002")
    assert sql.rows(STATE, kind="year_end_check") == [("discharged", day, late)]


def test_a_filing_may_bring_its_evidence_along(december: Acting, tmp_path: Path, sql: Sql) -> None:
    evidence = [proof(tmp_path, code, about="2026-12-18") for code in ("T001", "T002")]
    summary = bring(december, tmp_path, evidence)
    assert summary.words == "年终检查材料已齐备。"
    assert sql.rows(STATE, kind="year_end_check") == [("discharged", "2026-12-20", False)]
    assert sql.rows("SELECT file_name, about::text, received_on::text FROM evidence_use ORDER BY id") == [
        ("T001.pdf", "2026-12-18", "2026-12-20"),
        ("T002.pdf", "2026-12-18", "2026-12-20"),
    ]
    assert sql.value("SELECT count(*) FROM block WHERE act = 'file_year_end_check'") == 1


def test_missing_items_may_be_added_after_the_filing(december: Acting, tmp_path: Path) -> None:
    assert (
        bring(december, tmp_path, [proof(tmp_path, "T001")]).words == "已收到，还缺1项：T002 目标T002（缺印证材料）。"
    )
    assert prove(december, tmp_path, "T002").counts["missing"] == 0


def test_the_same_filing_with_new_evidence_is_no_new_version(december: Acting, tmp_path: Path, sql: Sql) -> None:
    file(december, "T001", "T002")
    assert bring(december, tmp_path, [proof(tmp_path, "T001")]).counts == {"reports": 1, "missing": 1}
    assert bring(december, tmp_path, [proof(tmp_path, "T001")]).counts == {"reports": 0, "same": 1}
    assert sql.value("SELECT count(*) FROM report") == 1


def test_evidence_for_another_target_refuses_the_whole_filing(december: Acting, tmp_path: Path, sql: Sql) -> None:
    lines = [{"target": code, "progress": 100} for code in ("T001", "T002")]
    filing = {"department": "D001", "period": "2026", "lines": lines, "evidence": [proof(tmp_path, "T003")]}
    assert "目标T003不在该部门2026应填报的目标中" in december.refused("file_year_end_check", **filing)
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_complaint_about_the_evidence_says_which_piece(december: Acting) -> None:
    lines = [{"target": "T001", "progress": 100}]
    filing = {"department": "D001", "period": "2026", "lines": lines, "evidence": [{"target": "T001"}]}
    assert "“印证材料”第1项“文件”必填" in december.refused("file_year_end_check", **filing)


def test_the_same_filing_again_changes_nothing(december: Acting, sql: Sql) -> None:
    file(december, "T001")
    assert file(december, "T001").counts == {"reports": 0, "same": 1}
    assert sql.value("SELECT count(*) FROM report") == 1


def test_a_filing_amended_after_it_was_complete_keeps_its_verdict(december: Acting, tmp_path: Path, sql: Sql) -> None:
    file(december, "T001", "T002")
    prove(december, tmp_path, "T001")
    prove(december, tmp_path, "T002")
    file(december.on("2027-01-20"), "T001", progress=90)
    assert sql.rows(STATE, kind="year_end_check") == [("discharged", "2026-12-20", False)]


def test_the_head_is_notified_of_the_result_of_the_filing(december: Acting, sql: Sql) -> None:
    file(december, "T001", "T002")
    listed = sql.rows("SELECT audience, payload -> 'facts' FROM notice WHERE kind = 'result'")
    assert listed == [("head", ["共2项目标，已完成2项、平均进度100.0%。"])]


def test_a_filing_with_another_departments_target_is_refused(december: Acting) -> None:
    lines = [{"target": "T003", "progress": 100}]
    text = december.refused("file_year_end_check", department="D001", period="2026", lines=lines)
    assert "目标T003不在该部门2026应填报的目标中" in text


def test_a_filing_for_a_month_is_refused(december: Acting) -> None:
    lines = [{"target": "T001", "progress": 100}]
    text = december.refused("file_year_end_check", department="D001", period="2026-12", lines=lines)
    assert "“年终检查”没有期间“2026-12”，正确写法如2026" in text
