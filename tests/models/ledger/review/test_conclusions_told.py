"""告知: whose material is lacking is told, once per conclusion, with the limit for an appeal (7.2, 4.3 a, A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import inserted
from tests.models.ledger.reforming import reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

TOLD = """
SELECT d.code, n.subject, n.occasion, n.payload ->> 'text' FROM notice n
    JOIN department d ON d.id = n.department_id WHERE n.kind = 'concluded' ORDER BY n.id
"""


def review(shared: Acting, reviewer: str, *codes: str) -> int:
    """Conclude that the material of these targets is lacking; returns the statements that insert notices."""
    lines = [{"target": code, "outcome": "材料不足", "note": "未盖章"} for code in codes]
    with inserted("notice") as total:
        shared.do("record_online_review", period="2026Q1", reviewer=reviewer, lines=lines)
    return total[0]


def test_the_notices_of_a_review_are_one_statement(shared: Acting, sql: Sql, violations: Violations) -> None:
    assert (review(shared, "李四", "T002"), review(shared, "张三", "T001", "T003")) == (1, 1)
    assert [row[:2] for row in sql.rows(TOLD)] == [
        ("D001", "2026/T002/lacking/2026Q1/2026/T002"),
        ("D001", "2026/T001/lacking/2026Q1/2026/T001"),
        ("D002", "2026/T003/lacking/2026Q1/2026/T003"),
    ]
    assert violations() == []


def test_the_successor_of_the_lead_is_told(shared: Acting, sql: Sql) -> None:
    reform(shared, "merge_department")
    review(shared, "张三", "T001")
    assert sql.rows(TOLD)[0][0] == "D002"


def test_only_lacking_material_is_told_and_contested_in_time(shared: Acting, sql: Sql) -> None:
    shared.do("set_policy", key="appeal_lodging_days", value=2, basis="5号")
    outcomes = {"T001": "材料不足", "T003": "未完成"}
    lines = [{"target": code, "outcome": outcome, "note": "未盖章"} for code, outcome in outcomes.items()]
    for _ in range(2):
        shared.do("record_online_review", period="2026Q1", reviewer="张三", lines=lines)
    assert sql.rows(TOLD) == [("D001", "2026/T001/lacking/2026Q1/2026/T001", "1", "未盖章")]
    lacking = {"kind": "材料不足", "key": "2026Q1/T001", "ground": "已盖章"}
    text = shared.on("2026-04-23").office("D001").refused("lodge_appeal", **lacking)
    assert text.startswith("申诉应于2026-04-22前提出（2026-04-20告知材料不足，2个工作日内）")
    assert shared.on("2026-04-22").office("D001").do("lodge_appeal", **lacking).counts["lodged"] == 1
