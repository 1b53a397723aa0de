"""目标到期 is discharged by a report or self-check that declares the target complete, with evidence (A47)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.answers import Cells, duty_number, fill_in, give_back, sent
from tests.models.ledger.target.dates import CODES, VERDICT, attach, made, report
from tests.models.ledger.target.trees import leaf

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

UNPROVED = "目标T009申报已完成，还缺印证材料，目标到期没有办结，请补交。"


@pytest.fixture
def proof(tmp_path: Path) -> str:
    return made(tmp_path)


@pytest.mark.parametrize(("day", "late"), [("2026-06-30", False), ("2026-07-01", True)])
def test_a_report_with_evidence_discharges_it_in_time_on_the_day_and_late_after_it(
    due: Acting, sql: Sql, proof: str, violations: Violations, day: str, *, late: bool
) -> None:
    report(due.on(day), "2026-06")
    assert sql.rows(VERDICT) == [("open", None, None)]
    attach(due.on(day), "2026-06", proof)
    assert sql.rows(VERDICT) == [("discharged", day, late)]
    assert violations() == []


def test_a_percentage_above_100_declares_it_complete(due: Acting, sql: Sql, proof: str) -> None:
    attach(due, "2026-06", proof)
    lines = [{"target": code, "progress": 50} for code in CODES[:2]]
    more = {"target": "T009", "progress": 104, "quantity": "1040"}
    due.do("submit_report", department="D001", period="2026-06", lines=[*lines, more])
    assert sql.column("SELECT state FROM obligation WHERE kind = 'target_due'") == ["discharged"]


def test_the_later_of_report_and_evidence_counts(due: Acting, sql: Sql, proof: str) -> None:
    attach(due.on("2026-06-18"), "2026-06", proof)
    report(due.on("2026-06-20"), "2026-06")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-20", False)]


@pytest.mark.parametrize(
    ("named", "words", "state"), [(True, "新增印证材料1份。", "discharged"), (False, UNPROVED, "open")]
)
def test_the_sheet_of_a_month_takes_the_evidence_or_says_that_it_lacks(
    due: Acting, sql: Sql, proof: str, tmp_path: Path, words: str, state: str, *, named: bool
) -> None:
    number = duty_number(sql, "monthly_check", "2026-06")
    rows: dict[str, Cells] = {code: {"进度（%）": 50} for code in CODES[:2]} | {"T009": {"进度（%）": 100}}
    rows["T009"] |= {"印证材料（附件名）": Path(proof).name} if named else {}
    answered = give_back(due, fill_in(sent(due, tmp_path / "表.xlsx", number), rows=rows), Path(proof))
    assert answered.words.endswith(words)
    assert [row[0] for row in sql.rows(VERDICT)] == [state]


def test_a_report_of_another_target_or_without_completion_does_not(due: Acting, sql: Sql, proof: str) -> None:
    attach(due.on("2026-06-18"), "2026-06", proof)
    report(due.on("2026-06-20"), "2026-06", done="T001")
    assert sql.rows(VERDICT) == [("open", None, None)]
    report(due.on("2026-06-22"), "2026-06", name="amend_report")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-22", False)]


def test_a_declaration_that_was_taken_back_before_the_evidence_came_does_not(due: Acting, sql: Sql, proof: str) -> None:
    report(due, "2026-06")
    report(due, "2026-06", name="amend_report", done="T001")
    attach(due, "2026-06", proof)
    assert sql.rows(VERDICT) == [("open", None, None)]


def test_a_self_check_discharges_it_with_evidence_of_a_month_of_its_quarter(due: Acting, sql: Sql, proof: str) -> None:
    attach(due, "2026-06", proof)
    july = due.on("2026-07-02")
    july.open("self_check", "2026Q2")
    lines = [{"target": code, "progress": 50} for code in CODES[:2]] + [{"target": "T009", "progress": 100}]
    july.do("file_self_check", department="D001", period="2026Q2", lines=lines)
    assert sql.rows(VERDICT) == [("discharged", "2026-07-02", True)]


def test_the_year_end_check_discharges_what_was_missed(due: Acting, sql: Sql, proof: str) -> None:
    december = due.on("2026-12-01")
    december.open("year_end_check", "2026")
    lines = [{"target": "T009", "progress": 100, "status": "已完成"}]
    evidence = [{"target": "T009", "file": proof}]
    december.do("file_year_end_check", department="D001", period="2026", lines=lines, evidence=evidence)
    assert sql.rows(VERDICT) == [("discharged", "2026-12-01", True)]


def test_a_declaration_of_the_target_is_one_of_its_leaves(dated: Acting, sql: Sql, proof: str) -> None:
    rows = [leaf(code, target="T009", 完成时限=day) for code, day in (("1", "2026-06-26"), ("2", "2026-06-30"))]
    dated.take("indicators", *rows)
    dated.system.do("open_target_dates")
    attach(dated, "2026-06", proof)
    report(dated.on("2026-06-29"), "2026-06")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-29", True), ("discharged", "2026-06-29", False)]


def test_what_is_entered_long_after_its_stated_receipt_is_marked(due: Acting, sql: Sql, proof: str) -> None:
    attach(due.on("2026-06-17"), "2026-06", proof)
    report(due.on("2026-06-30").on_behalf("电话", "电话记录", "2026-06-18"), "2026-06")
    assert sql.rows(VERDICT) == [("discharged", "2026-06-18", False)]
    found = (
        "SELECT detail ->> 'entered_late' FROM transition WHERE record_key LIKE 'target_due%' AND event = 'discharge'"
    )
    assert sql.value(found) == "true"
