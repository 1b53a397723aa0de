"""申报完成 in a finding: read from the ledger; another value needs a reason (2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.target.dates import made

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

FINDING = {
    "inspection": "2026-1",
    "target": "T001",
    "conclusion": "符合目标要求",
    "found": "现场核实",
    "methods": "实地查看",
    "found_on": "2026-09-15",
    "found_by": "王文、李天",
}
STORED = "SELECT declared_complete, declared_reason FROM finding WHERE inspection_id = 1"


def reported(acting: Acting, day: str, status: str, *, period: str) -> None:
    """D001 reports T001 with this status and T002 as begun, on this day."""
    acting.on(f"{period}-01").open("monthly_check", period)
    lines = [
        {"target": "T001", "progress": 100 if status == "已完成" else 90, "status": status},
        {"target": "T002", "progress": 5, "status": "进行中"},
    ]
    fields: dict[str, Any] = {"department": "D001", "period": period, "lines": lines}
    acting.on(day).office("D001").do("submit_report", **fields)


def test_2_1_a_target_of_which_nothing_was_filed_was_not_declared_complete(issued: Acting, sql: Sql) -> None:
    issued.do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(False, "")]


@pytest.mark.parametrize(
    ("reports", "declared"),
    [
        ([("2026-08-20", "已完成")], True),
        ([("2026-08-20", "进行中")], False),
        ([("2026-07-20", "已完成"), ("2026-08-20", "受阻")], False),
        ([("2026-07-20", "进行中"), ("2026-08-20", "已完成")], True),
    ],
)
def test_2_1_the_newest_report_decides(
    issued: Acting, sql: Sql, reports: list[tuple[str, str]], *, declared: bool
) -> None:
    for day, status in reports:
        reported(issued, day, status, period=day[:7])
    issued.do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(declared, "")]


@pytest.mark.parametrize(("day", "declared"), [("2026-09-14", True), ("2026-09-16", False)])
def test_2_1_a_declaration_for_its_own_date_counts_from_its_day(
    issued: Acting, sql: Sql, tmp_path: Path, day: str, *, declared: bool
) -> None:
    sql("UPDATE target SET deadline = '2026-09-25' WHERE code = 'T001'")
    issued.on("2026-09-07").system.do("open_target_dates")
    issued.on("2026-09-14").system.do("open_target_dates")
    issued.on(day).office("D001").do("declare_target_due", target="T001", evidence=[made(tmp_path)])
    issued.on("2026-09-16").do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(declared, "")]


def test_2_1_a_report_received_after_the_finding_does_not_count(issued: Acting, sql: Sql) -> None:
    reported(issued, "2026-09-16", "已完成", period="2026-09")
    issued.on("2026-09-16").do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(False, "")]


def test_a_remediation_declared_complete_is_a_declaration(issued: Acting, sql: Sql) -> None:
    listed = issued.on("2026-09-11")
    listed.lists("T001", "进度滞后", "2026-09-10")
    listed.do("set_limit", target="T001", limit="2026-09-30")
    issued.do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(False, "")]
    issued.do("declare_completion", target="T001", completed_on="2026-09-14", measures="已补建")
    issued.do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(True, "")]


@pytest.mark.parametrize(
    ("status", "stated", "given"), [("已完成", "已申报完成", "否"), ("进行中", "没有申报完成", "是")]
)
def test_2_1_another_value_than_the_ledgers_needs_a_reason(
    issued: Acting, sql: Sql, violations: Violations, status: str, stated: str, given: str
) -> None:
    reported(issued, "2026-08-20", status, period="2026-08")
    text = issued.refused("record_finding", **FINDING, declared_complete=given)
    assert text == f"台账中目标T001截至2026-09-15{stated}，所填与此不同，请写明原因（declared_reason）。"
    issued.do("record_finding", **FINDING, declared_complete=given, declared_reason="书面函件为准")
    issued.do("sign_off", inspection="2026-1", leader="王文")
    assert sql.rows(STORED) == [(given == "是", "书面函件为准")]
    assert violations() == []


def test_a_reason_for_the_ledgers_own_value_is_not_stored(issued: Acting, sql: Sql) -> None:
    issued.do("record_finding", **FINDING, declared_complete="否", declared_reason="书面函件为准")
    assert sql.rows(STORED) == [(False, "")]


def test_the_leader_signs_the_reason_too(issued: Acting, sql: Sql) -> None:
    issued.do("record_finding", **FINDING, declared_complete="是", declared_reason="书面函件为准")
    issued.do("sign_off", inspection="2026-1", leader="王文")
    first = sql.value("SELECT content_hash FROM finding")
    sql("UPDATE finding SET state = 'recorded', declared_reason = '另有原因'")
    issued.do("sign_off", inspection="2026-1", leader="王文")
    assert sql.value("SELECT content_hash FROM finding") != first
