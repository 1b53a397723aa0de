"""缺项: struck by a ruling, which the re-verification notes; the last one completes the check (3.3, 4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

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
    lacks = {"complete": "否", "missing": "T001、T002无材料", "uninspected": "已停"}
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
