"""年终检查备查 in a sheet: a row for each target, those of an office are one filing (6.1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.conftest import SEEN_THERE as PAGE
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

KIND = "year-end-filings"
LINES = """
SELECT d.code, r.version, t.code, r.progress::int, r.status, r.remark FROM report_line r
    JOIN obligation o ON o.id = r.obligation_id JOIN department d ON d.id = o.department_id
    JOIN target t ON t.id = r.target_id
WHERE r.version > 0 ORDER BY d.code, r.version, t.code
"""
VERSIONS = "SELECT version, received_on::text, reported_by FROM report ORDER BY id"
DONE: dict[str, Any] = {"进度": 100, "状态": "已完成"}
ON_PAPER: dict[str, Any] = {"来源": "纸质", "来源说明": "周涛送达", "收到日期": "2026-12-18"}


def test_every_target_without_a_line_is_a_row(december: Acting, tmp_path: Path) -> None:
    december.report("D001", "2026", "T001", name="file_year_end_check", progress=100)
    rows = rows_in(export(december, KIND, tmp_path))
    assert [(row["部门编码"], row["年度"], row["目标编号"], row["进度"]) for row in rows] == [
        ("D001", "2026", "T002", None),
        ("D002", "2026", "T003", None),
    ]


def test_the_rows_of_an_office_are_one_filing_and_all_are_one_act(
    december: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    heads = sql.value("SELECT count(*) FROM notice WHERE kind = 'result'")
    rows: dict[int, dict[str, Any]] = {2: DONE | ON_PAPER, 3: {"进度": "80%", "说明": "收尾"} | ON_PAPER, 4: DONE}
    assert counts(take(december, KIND, fill(export(december, KIND, tmp_path), rows))) == (3, 0, 0)
    assert sql.rows(LINES) == [
        ("D001", 1, "T001", 100, "done", ""),
        ("D001", 1, "T002", 80, None, "收尾"),
        ("D002", 1, "T003", 100, "done", ""),
    ]
    assert [row[:2] for row in sql.rows(VERSIONS)] == [(1, "2026-12-18"), (1, "2026-12-20")]
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'result'") == heads + 2
    assert violations() == []


def test_the_transitions_name_office_and_source_of_the_row(december: Acting, sql: Sql, tmp_path: Path) -> None:
    take(december, KIND, fill(export(december, KIND, tmp_path), {2: DONE | ON_PAPER}))
    [(detail,)] = sql.rows("SELECT detail -> 'row' FROM transition WHERE record = 'report'")
    assert (detail["actor"], detail["role"]) == ("第001厅目标办", "office")
    assert detail["source"]["received"] == "2026-12-18"


def test_the_same_file_again_changes_nothing_and_goes_on(
    december: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = fill(export(december, KIND, tmp_path), {2: DONE, 4: DONE})
    assert counts(take(december, KIND, sheet)) == (2, 0, 1)
    before = sql.value("SELECT count(*) FROM transition")
    assert counts(take(december, KIND, sheet)) == (0, 0, 3)
    assert sql.value("SELECT count(*) FROM transition") == before
    assert counts(take(december, KIND, fill(sheet, {3: {"进度": 90}}))) == (1, 0, 2)
    assert [row[:3] for row in sql.rows(LINES)] == [
        ("D001", 1, "T001"),
        ("D001", 2, "T001"),
        ("D001", 2, "T002"),
        ("D002", 1, "T003"),
    ]
    assert violations() == []


def test_new_rows_without_a_code_do_the_same_and_again_nothing(december: Acting, sql: Sql, tmp_path: Path) -> None:
    row: dict[str, Any] = {"部门编码": "D001", "年度": "2026", "进度": 100}
    rows = {2: row | {"目标编号": "T001"}, 3: row | {"目标编号": "T002"}}
    sheet = fill(template(december, KIND, tmp_path), rows)
    assert counts(take(december, KIND, sheet)) == (2, 0, 0)
    assert counts(take(december, KIND, sheet)) == (0, 0, 2)
    assert [each[0] for each in sql.rows(VERSIONS)] == [1]


def test_a_line_that_is_filed_already_is_changed_by_a_row_below(december: Acting, sql: Sql, tmp_path: Path) -> None:
    take(december, KIND, fill(export(december, KIND, tmp_path), {2: DONE, 3: DONE}))
    row = {"部门编码": "D001", "年度": "2026", "目标编号": "T002", "进度": 95}
    take(december, KIND, fill(export(december, KIND, tmp_path), {3: row}))
    assert [row[2:4] for row in sql.rows(LINES) if row[1] == 2] == [("T001", 100), ("T002", 95)]


def test_with_its_evidence_the_last_line_completes_the_filing(december: Acting, sql: Sql, tmp_path: Path) -> None:
    for target in ("T001", "T002"):
        december.do("attach_evidence", department="D001", period="2026", target=target, file=str(PAGE))
    done = take(december, KIND, fill(export(december, KIND, tmp_path), {2: DONE, 3: DONE}))
    assert "年终检查材料已齐备" in done.words
    assert sql.value("SELECT state FROM obligation WHERE kind = 'year_end_check' ORDER BY id LIMIT 1") == "discharged"


def test_faults_of_rows_and_of_filings_come_at_once_at_their_cells(december: Acting, sql: Sql, tmp_path: Path) -> None:
    rows: dict[int, dict[str, Any]] = {
        2: {"进度": 101},
        3: {"进度": 90, "收到日期": "2026-12-18"},
        4: {"进度": 50, "状态": "已完成"},
        5: {"部门编码": "D002", "年度": "2026", "目标编号": "T003", "进度": 40},
        6: {"部门编码": "D002", "年度": "2026", "目标编号": "T001", "进度": 40, "来源": "电话", "来源说明": "李明"},
    }
    with pytest.raises(ImportRefused) as refused:
        take(december, KIND, fill(export(december, KIND, tmp_path), rows))
    told = {each.cell: each.message for each in refused.value.complaints}
    assert set(told) == {"I2", "I3", "C5", "I4", "I6"}
    assert told["I3"].startswith("代录来源有误")
    assert told["I4"].startswith("目标T003（50.00%）进度不足100%而状态为“已完成”")
    assert told["I6"] == "目标T001不在该部门2026应填报的目标中，不能填报其他部门的目标。"
    assert sql.rows(LINES) == []


def test_the_row_of_a_marked_target_takes_nothing(december: Acting, sql: Sql, tmp_path: Path) -> None:
    december.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    sheet = export(december, KIND, tmp_path)
    assert rows_in(sheet)[0]["目标名称"] != "目标T001"
    with pytest.raises(ImportRefused, match="标有密级，不得在表中填写"):
        take(december, KIND, fill(sheet, {2: DONE}))
    assert sql.rows(LINES) == []


def test_a_filing_that_came_otherwise_since_the_export_is_refused_by_name(december: Acting, tmp_path: Path) -> None:
    sheet = fill(export(december, KIND, tmp_path), {2: DONE})
    december.report("D001", "2026", "T001", name="file_year_end_check", progress=70)
    with pytest.raises(ImportRefused, match="“第001厅‘目标T001’的年终填报”在表格导出以后已有改动"):
        take(december, KIND, sheet)


def test_a_gap_that_a_ruling_struck_is_not_owed(january: Acting, tmp_path: Path) -> None:
    january.system.do("compare_filings")
    gap = {"kind": "年终复核缺项", "key": "2026/D001/T001"}
    january.office("D001").do("lodge_appeal", **gap, ground="已并入")
    january.do("accept_appeal", **gap)
    january.do("rule_appeal", **gap, ruling="撤销", reason="已并入T002", evidence=str(PAGE))
    assert [row["目标编号"] for row in rows_in(export(january, KIND, tmp_path))] == ["T002", "T003"]
