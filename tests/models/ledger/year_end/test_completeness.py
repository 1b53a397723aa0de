"""Completeness of the filings of a year: offices and agency are notified of missing items (3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.answer.content import answer_book
from tests.models.ledger.year_end.by_papers import by_papers

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Violations


STATE = """
SELECT o.state, o.counted_on::text, o.late FROM obligation o JOIN department d ON d.id = o.department_id
WHERE d.code = 'D001' AND o.kind = :kind
"""


def file(acting: Acting, *codes: str, progress: int = 100) -> Summary:
    return acting.report("D001", "2026", *codes, name="file_year_end_check", progress=progress)


def prove(acting: Acting, folder: Path, code: str, department: str = "D001") -> Summary:
    (folder / f"{code}.pdf").write_text(f"{code}的印证材料")
    fields = {"department": department, "period": "2026", "target": code, "file": str(folder / f"{code}.pdf")}
    return acting.do("attach_evidence", **fields)


def gaps_on_sheet(acting: Acting, sql: Sql) -> list[tuple[str, str]]:
    number = sql.value(
        "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D001'"
        " AND o.kind = 'year_end_check'"
    )
    with begin() as session:
        [sheet] = answer_book(session, [number], acting.day).sheets
    return [each for each in sheet.about if each[0] == "还缺"]


def test_6_1_4_the_sheet_of_a_check_that_was_reported_says_what_is_still_missing(
    january: Acting, tmp_path: Path, sql: Sql
) -> None:
    assert gaps_on_sheet(january, sql) == []
    file(january, "T001")
    assert gaps_on_sheet(january, sql) == [("还缺", "T001 目标T001（缺印证材料）；T002 目标T002（缺填报和印证材料）")]
    prove(january, tmp_path, "T001")
    january.do("mark_secret", target="T002", year=2026, marking="工作秘密", reason="涉及未公开规划")
    assert gaps_on_sheet(january, sql) == [("还缺", "T002 目标T002（工作秘密）（缺填报和印证材料）")]


def test_3_3_each_office_and_the_agency_get_the_list_of_what_is_missing_once(
    january: Acting, tmp_path: Path, sql: Sql
) -> None:
    file(january, "T001")
    prove(january, tmp_path, "T002")
    assert january.system.do("compare_filings").counts == {"departments": 2, "missing": 3, "notices": 3}
    assert january.on("2027-01-12").system.do("compare_filings").counts["notices"] == 0
    found = {
        row[0]: row[1] for row in sql.rows("SELECT kind || subject, payload FROM notice WHERE kind LIKE 'missing%'")
    }
    assert found["missingyear_end_check|2026|D001||0"] == {
        "period": "2026",
        "missing": ["T001 目标T001（缺印证材料）", "T002 目标T002（缺填报）"],
    }
    assert found["missing_all2026"] == {"period": "2026", "offices": {"第001厅": 2, "第002厅": 1}}
    assert found["missingyear_end_check|2026|D002||0"]["missing"] == ["T003 目标T003（缺填报和印证材料）"]


def test_3_3_an_office_that_filed_everything_is_on_no_list(january: Acting, tmp_path: Path, sql: Sql) -> None:
    file(january, "T001", "T002")
    prove(january, tmp_path, "T001")
    prove(january, tmp_path, "T002")
    assert january.do("compare_filings").words == "2026年终材料：1个部门缺1项。"
    assert sql.column("SELECT subject FROM notice WHERE kind = 'missing'") == ["year_end_check|2026|D002||0"]


def test_3_3_without_missing_items_no_notice_is_sent(january: Acting, tmp_path: Path, sql: Sql) -> None:
    for department, codes in (("D001", ["T001", "T002"]), ("D002", ["T003"])):
        january.report(department, "2026", *codes, name="file_year_end_check", progress=100)
        for code in codes:
            prove(january, tmp_path, code, department)
    assert january.do("compare_filings").words == "年终材料无缺项。"
    assert sql.column("SELECT subject FROM notice WHERE kind LIKE 'missing%'") == []


def test_3_3_the_sweep_compares_once_and_makes_up_for_a_day_that_was_missed(january: Acting, sql: Sql) -> None:
    sweep = january.on("2027-01-12").system
    assert sweep.do("compare_due_filings").counts == {"departments": 2, "missing": 3, "notices": 3}
    assert sql.column("SELECT subject FROM notice WHERE kind LIKE 'missing%' ORDER BY subject") == [
        "2026",
        "year_end_check|2026|D001||0",
        "year_end_check|2026|D002||0",
    ]
    assert sweep.do("compare_due_filings").words == "没有待比对的年终材料。"


def test_3_3_a_late_opening_is_compared_too(december: Acting, sql: Sql) -> None:
    sweep = december.on("2027-01-12").system
    assert "年终复核 2026（2个部门）" in sweep.do("reconcile").words
    sweep.do("compare_due_filings")
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'missing'") == 2


def test_3_3_the_re_verification_begins_in_december_and_nothing_is_compared_before_the_eleventh_of_january(
    december: Acting,
) -> None:
    december.on("2026-12-15").open("year_end_reverification", "2026")
    listed = [
        december.on(day).system.do("compare_due_filings").counts["notices"] for day in ("2027-01-10", "2027-01-11")
    ]
    assert listed == [0, 3]


CHECK = """
SELECT o.state, o.counted_on::text, o.late FROM obligation o JOIN department d ON d.id = o.department_id
WHERE o.kind = 'year_end_check' AND d.code = 'D001'
"""


def strike(acting: Acting, code: str, folder: Path) -> None:
    """Contest and strike the gap of a target of D001."""
    (folder / "说明.pdf").write_bytes(b"merged into another target")
    gap: dict[str, Any] = {"kind": "年终复核缺项", "key": f"2026/D001/{code}"}
    acting.office("D001").do("lodge_appeal", **gap, ground="该目标已并入另一目标")
    acting.do("accept_appeal", **gap)
    ruling: dict[str, Any] = {"ruling": "撤销", "reason": "已并入", "evidence": [str(folder / "说明.pdf")]}
    acting.do("rule_appeal", **gap, **ruling)


@pytest.fixture
def compared(january: Acting) -> Acting:
    """Each office has the list of its missing items; today is 12 January."""
    january.system.do("compare_filings")
    return january.on("2027-01-12")


def test_a_recorded_re_verification_gets_a_note_and_keeps_its_words(
    compared: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    by_papers(compared)
    lacks = {"complete": "否", "missing": "T001、T002无材料"}
    compared.do("record_reverification", department="D001", period="2026", **lacks)
    strike(compared, "T001", tmp_path)
    note = "T001、T002无材料（2027-01-12裁定撤销目标T001的缺项）"
    assert sql.column("SELECT missing FROM reverification") == [note]
    change = sql.value("SELECT detail FROM transition WHERE record = 'reverification' AND event = 'struck'")
    assert change == {"from": "T001、T002无材料", "to": note, "reason": "已并入"}
    assert violations() == []


def test_a_check_is_complete_when_its_last_gap_is_struck(compared: Acting, tmp_path: Path, sql: Sql) -> None:
    strike(compared, "T001", tmp_path)
    assert sql.rows(CHECK) == [("open", None, None)]
    strike(compared, "T002", tmp_path)
    assert sql.rows(CHECK) == [("discharged", "2027-01-12", True)]


def test_what_was_filed_in_time_counts_when_the_rest_is_struck(
    december: Acting, tmp_path: Path, sql: Sql, violations: Violations
) -> None:
    (tmp_path / "验收.pdf").write_bytes(b"accepted")
    line = {"target": "T001", "progress": 100, "status": "已完成"}
    proof = [{"target": "T001", "file": str(tmp_path / "验收.pdf")}]
    filed: dict[str, Any] = {"department": "D001", "period": "2026", "lines": [line], "evidence": proof}
    december.on("2027-01-05").office("D001").do("file_year_end_check", **filed)
    january = december.on("2027-01-11").system
    january.open("year_end_reverification", "2026")
    january.do("compare_filings")
    strike(december.on("2027-01-12"), "T002", tmp_path)
    assert sql.rows(CHECK) == [("discharged", "2027-01-05", False)]
    strike_again = {"kind": "年终复核缺项", "key": "2026/D001/T002", "reason": "再撤"}
    assert december.on("2027-01-13").refused("refuse_appeal", **strike_again) == "该申诉已经裁定，裁定不再更改。"
    assert violations() == []


def test_before_the_comparison_there_is_no_gap_to_contest(january: Acting) -> None:
    gap = {"kind": "年终复核缺项", "key": "2026/D001/T001", "ground": "已并入"}
    text = january.office("D001").refused("lodge_appeal", **gap)
    assert text == "年终材料还没有比对，没有可以申诉的缺项；缺的材料请先补报（file_year_end_check）。"
    january.system.do("compare_filings")
    assert january.office("D001").do("lodge_appeal", **gap).counts["lodged"] == 1
