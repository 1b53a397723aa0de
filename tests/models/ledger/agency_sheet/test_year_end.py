"""年终备查材料 and 年终复核 in sheets: evidence on paper for each target, and what the agency finds (6.1.4, 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.conftest import SEEN_THERE as PAGE
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template
from tests.models.ledger.year_end.by_papers import by_papers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


KIND = "year-end-evidence"
USES = """
SELECT t.code, u.file_name, u.received_on::text FROM evidence_use u JOIN target t ON t.id = u.target_id ORDER BY u.id
"""
CHECKS = """
SELECT d.code, o.state FROM obligation o JOIN department d ON d.id = o.department_id WHERE o.kind = 'year_end_check'
ORDER BY d.code
"""
FOUND = "SELECT complete, missing, uninspected FROM reverification ORDER BY id"
ON_PAPER = {"来源": "纸质", "来源说明": "周涛送达", "收到日期": "2026-12-18"}


@pytest.fixture
def filed(december: Acting, tmp_path: Path) -> Acting:
    """Both offices filed their lines without evidence; files lie in the folder of the sheet; today is 20 December."""
    for department, codes in (("D001", ("T001", "T002")), ("D002", ("T003",))):
        december.report(department, "2026", *codes, name="file_year_end_check", progress=100)
    for name in ("一.pdf", "二.pdf", "三.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 " + name.encode())
    return december


def test_every_target_without_evidence_is_a_row(filed: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(filed, KIND, tmp_path))
    assert [(row["部门编码"], row["年度"], row["目标编号"]) for row in rows] == [
        ("D001", "2026", "T001"),
        ("D001", "2026", "T002"),
        ("D002", "2026", "T003"),
    ]


def test_an_exported_sheet_imports_without_a_change(filed: Acting, sql: Sql, tmp_path: Path) -> None:
    assert counts(take(filed, KIND, export(filed, KIND, tmp_path))) == (0, 0, 3)
    assert sql.rows(USES) == []


def test_the_files_are_attached_in_one_act_and_the_last_one_completes_the_filing(
    filed: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    sheet = fill(export(filed, KIND, tmp_path), {2: {"印证材料": "一.pdf", **ON_PAPER}, 3: {"印证材料": "二.pdf"}})
    assert counts(take(filed, KIND, sheet)) == (2, 0, 1)
    assert sql.rows(USES) == [("T001", "一.pdf", "2026-12-18"), ("T002", "二.pdf", "2026-12-20")]
    assert sql.rows(CHECKS) == [("D001", "discharged"), ("D002", "open")]
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert violations() == []


def test_the_same_sheet_again_changes_nothing_and_goes_on(filed: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(filed, KIND, tmp_path), {2: {"印证材料": "一.pdf", "形成日期": "2026年12月1日"}})
    take(filed, KIND, sheet)
    assert counts(take(filed, KIND, sheet)) == (0, 0, 3)
    assert counts(take(filed, KIND, fill(sheet, {4: {"印证材料": "三.pdf"}}))) == (1, 0, 2)
    assert [row["目标编号"] for row in rows_in(export(filed, KIND, tmp_path))] == ["T002"]
    assert sql.column("SELECT made_on::text FROM evidence_use ORDER BY id") == ["2026-12-01", None]


def test_a_second_file_of_a_target_is_a_row_of_its_own(filed: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"部门编码": "D001", "年度": "2026", "目标编号": "T001"}
    sheet = fill(template(filed, KIND, tmp_path), {2: {**row, "印证材料": "一.pdf"}, 3: {**row, "印证材料": "二.pdf"}})
    assert counts(take(filed, KIND, sheet)) == (2, 0, 0)
    assert counts(take(filed, KIND, sheet)) == (0, 0, 2)
    assert [row[1] for row in sql.rows(USES)] == ["一.pdf", "二.pdf"]


@pytest.mark.parametrize(
    ("filled", "refusal"),
    [
        ({"印证材料": "没有.pdf"}, "“没有.pdf”不在表格所在的文件夹里"),
        ({"印证材料": "空.pdf"}, "空.pdf"),
        ({"反映的日期": "2026-12-01"}, "必填"),
        ({"印证材料": "一.pdf", "收到日期": "2026-12-18"}, "代录来源有误：“来源”必填"),
        ({"印证材料": "一.pdf", **ON_PAPER, "收到日期": "2026-12-21"}, "收到日期2026-12-21在今天"),
    ],
)
def test_nothing_gets_past_what_the_single_act_asks(
    filed: Acting, sql: Sql, tmp_path: Path, filled: dict[str, Any], refusal: str
) -> None:
    (tmp_path / "空.pdf").write_bytes(b"")
    with pytest.raises(ImportRefused) as refused:
        take(filed, KIND, fill(export(filed, KIND, tmp_path), {2: {"印证材料": "二.pdf"}, 3: filled}))
    assert refusal in refused.value.message
    assert sql.rows(USES) == []


def test_a_file_for_a_target_of_another_office_is_refused(filed: Acting, tmp_path: Path) -> None:
    row = {"部门编码": "D001", "年度": "2026", "目标编号": "T003", "印证材料": "三.pdf"}
    with pytest.raises(ImportRefused, match="目标T003不在该部门2026应填报的目标中"):
        take(filed, KIND, fill(template(filed, KIND, tmp_path), {2: row}))


@pytest.fixture
def compared(filed: Acting) -> Acting:
    """D002 has sent its evidence and was visited, D001 not; the re-verification is open, today is 11 January."""
    filed.do("attach_evidence", department="D002", period="2026", target="T003", file=str(PAGE))
    filed.do("evaluate_department", **by_papers(filed), department="D002", overall="良好。")
    january = filed.on("2027-01-11")
    january.open("year_end_reverification", "2026")
    return january


def test_each_re_verification_shows_what_the_comparison_misses(compared: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(compared, "reverifications", tmp_path))
    assert [(row["部门编码"], row["比对缺项"]) for row in rows] == [
        ("D001", "T001 目标T001（缺印证材料）；T002 目标T002（缺印证材料）"),
        ("D002", None),
    ]


def test_the_results_are_recorded_in_one_act_and_once(
    compared: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    found = {"是否完备": "否", "缺少的目标与印证材料": "T001、T002缺印证材料", "未现场核查的原因": "未组织"}
    complete = {"是否完备": "√"}
    sheet = fill(export(compared, "reverifications", tmp_path), {2: found, 3: complete})
    assert counts(take(compared, "reverifications", sheet)) == (2, 0, 0)
    assert sql.rows(FOUND) == [(False, "T001、T002缺印证材料", "未组织"), (True, "", "")]
    assert counts(take(compared, "reverifications", sheet)) == (0, 0, 2)
    assert rows_in(export(compared, "reverifications", tmp_path)) == []
    assert violations() == []


@pytest.mark.parametrize(
    ("filled", "refusal"),
    [
        ({"是否完备": "是", "未现场核查的原因": "未组织"}, "年终材料比对还缺2项，不能登记为完备"),
        ({"是否完备": "否", "未现场核查的原因": "未组织"}, "不完备时须写明缺少的目标与印证材料"),
        ({"缺少的目标与印证材料": "T001"}, "“是否完备”必填"),
        ({"是否完备": "否", "缺少的目标与印证材料": "T001", "未现场核查的原因": "未组织"}, "没有写到：T002"),
    ],
)
def test_a_re_verification_gets_past_nothing_either(
    compared: Acting, sql: Sql, tmp_path: Path, filled: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(compared, "reverifications", fill(export(compared, "reverifications", tmp_path), {2: filled}))
    assert refusal in refused.value.message
    assert sql.rows(FOUND) == []


def test_an_exported_sheet_of_re_verifications_imports_without_a_change(compared: Acting, tmp_path: Path) -> None:
    sheet = export(compared, "reverifications", tmp_path)
    assert counts(take(compared, "reverifications", sheet)) == (0, 0, 2)


KIND_FILINGS = "year-end-filings"
LINES = """
SELECT d.code, r.version, t.code, r.progress::int, r.status, r.remark FROM report_line r
    JOIN obligation o ON o.id = r.obligation_id JOIN department d ON d.id = o.department_id
    JOIN target t ON t.id = r.target_id
WHERE r.version > 0 ORDER BY d.code, r.version, t.code
"""
VERSIONS = "SELECT version, received_on::text, reported_by FROM report ORDER BY id"
DONE: dict[str, Any] = {"进度": 100, "状态": "已完成"}


def test_every_target_without_a_line_is_a_row(december: Acting, tmp_path: Path) -> None:
    december.report("D001", "2026", "T001", name="file_year_end_check", progress=100)
    rows = rows_in(export(december, KIND_FILINGS, tmp_path))
    assert [(row["部门编码"], row["年度"], row["目标编号"], row["进度"]) for row in rows] == [
        ("D001", "2026", "T002", None),
        ("D002", "2026", "T003", None),
    ]


def test_the_rows_of_an_office_are_one_filing_and_all_are_one_act(
    december: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    heads = sql.value("SELECT count(*) FROM notice WHERE kind = 'result'")
    rows: dict[int, dict[str, Any]] = {
        2: DONE | ON_PAPER,
        3: {"进度": "80%", "说明": "收尾"} | ON_PAPER,
        4: DONE,
    }
    assert counts(take(december, KIND_FILINGS, fill(export(december, KIND_FILINGS, tmp_path), rows))) == (3, 0, 0)
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
    take(december, KIND_FILINGS, fill(export(december, KIND_FILINGS, tmp_path), {2: DONE | ON_PAPER}))
    [(detail,)] = sql.rows("SELECT detail -> 'row' FROM transition WHERE record = 'report'")
    assert (detail["actor"], detail["role"]) == ("第001厅目标办", "office")
    assert detail["source"]["received"] == "2026-12-18"


def test_the_same_file_again_changes_nothing_and_goes_on(
    december: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = fill(export(december, KIND_FILINGS, tmp_path), {2: DONE, 4: DONE})
    assert counts(take(december, KIND_FILINGS, sheet)) == (2, 0, 1)
    before = sql.value("SELECT count(*) FROM transition")
    assert counts(take(december, KIND_FILINGS, sheet)) == (0, 0, 3)
    assert sql.value("SELECT count(*) FROM transition") == before
    assert counts(take(december, KIND_FILINGS, fill(sheet, {3: {"进度": 90}}))) == (1, 0, 2)
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
    sheet = fill(template(december, KIND_FILINGS, tmp_path), rows)
    assert counts(take(december, KIND_FILINGS, sheet)) == (2, 0, 0)
    assert counts(take(december, KIND_FILINGS, sheet)) == (0, 0, 2)
    assert [each[0] for each in sql.rows(VERSIONS)] == [1]


def test_a_line_that_is_filed_already_is_changed_by_a_row_below(december: Acting, sql: Sql, tmp_path: Path) -> None:
    take(december, KIND_FILINGS, fill(export(december, KIND_FILINGS, tmp_path), {2: DONE, 3: DONE}))
    row = {"部门编码": "D001", "年度": "2026", "目标编号": "T002", "进度": 95}
    take(december, KIND_FILINGS, fill(export(december, KIND_FILINGS, tmp_path), {3: row}))
    assert [row[2:4] for row in sql.rows(LINES) if row[1] == 2] == [("T001", 100), ("T002", 95)]


def test_with_its_evidence_the_last_line_completes_the_filing(december: Acting, sql: Sql, tmp_path: Path) -> None:
    for target in ("T001", "T002"):
        december.do("attach_evidence", department="D001", period="2026", target=target, file=str(PAGE))
    done = take(december, KIND_FILINGS, fill(export(december, KIND_FILINGS, tmp_path), {2: DONE, 3: DONE}))
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
        take(december, KIND_FILINGS, fill(export(december, KIND_FILINGS, tmp_path), rows))
    told = {each.cell: each.message for each in refused.value.complaints}
    assert set(told) == {"I2", "I3", "C5", "I4", "I6"}
    assert told["I3"].startswith("代录来源有误")
    assert told["I4"].startswith("目标T003（50.00%）进度不足100%而状态为“已完成”")
    assert told["I6"] == "目标T001不在该部门2026应填报的目标中，不能填报其他部门的目标。"
    assert sql.rows(LINES) == []


def test_the_row_of_a_marked_target_takes_nothing(december: Acting, sql: Sql, tmp_path: Path) -> None:
    december.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    sheet = export(december, KIND_FILINGS, tmp_path)
    assert rows_in(sheet)[0]["目标名称"] != "目标T001"
    with pytest.raises(ImportRefused, match="标有密级，不得在表中填写"):
        take(december, KIND_FILINGS, fill(sheet, {2: DONE}))
    assert sql.rows(LINES) == []


def test_a_filing_that_came_otherwise_since_the_export_is_refused_by_name(december: Acting, tmp_path: Path) -> None:
    sheet = fill(export(december, KIND_FILINGS, tmp_path), {2: DONE})
    december.report("D001", "2026", "T001", name="file_year_end_check", progress=70)
    with pytest.raises(ImportRefused, match="“第001厅‘目标T001’的年终填报”在表格导出以后已有改动"):
        take(december, KIND_FILINGS, sheet)


def test_a_gap_that_a_ruling_struck_is_not_owed(january: Acting, tmp_path: Path) -> None:
    january.system.do("compare_filings")
    gap = {"kind": "年终复核缺项", "key": "2026/D001/T001"}
    january.office("D001").do("lodge_appeal", **gap, ground="已并入")
    january.do("accept_appeal", **gap)
    january.do("rule_appeal", **gap, ruling="撤销", reason="已并入T002", evidence=str(PAGE))
    assert [row["目标编号"] for row in rows_in(export(january, KIND_FILINGS, tmp_path))] == ["T002", "T003"]
