"""A cycle opens a blank line for each target, and one for each leaf that is in force (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.models.ledger.draft.lists import PAPER, bodies, draft
from tests.models.ledger.report.leaf_reports import LEAVES, planted
from tests.models.ledger.target.trees import leaf, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


def test_each_leaf_of_a_target_has_a_blank_line_once(march: Acting, sql: Sql) -> None:
    april = planted(march)
    assert sql.rows(LEAVES, version=0) == [(code, None, None, "", None) for code in ("1-1", "1-2", "2")]
    assert april.on("2026-04-02").open("monthly_check", "2026-04").counts["opened"] == 0


def test_a_leaf_of_another_year_or_one_that_was_corrected_is_asked_once(march: Acting, sql: Sql) -> None:
    march.take("indicators", *tree())
    march.take("indicators", leaf("2", 数量="7.60"), reason="录入有误")
    sql("UPDATE target SET year = 2025 WHERE code = 'T002'")
    march.on("2026-04-01").open("monthly_check", "2026-04")
    assert [row[0] for row in sql.rows(LEAVES, version=0)] == ["1-1", "1-2", "2"]


CHECK = """
SELECT o.state, o.due_version, x.due::text, ARRAY(SELECT t.code FROM report_line l JOIN target t ON t.id = l.target_id
    WHERE l.obligation_id = o.id AND l.version = 0 ORDER BY 1) FROM obligation o
    JOIN deadline x ON x.id = o.deadline_id JOIN department d ON d.id = o.department_id
WHERE o.kind = 'year_end_check' AND d.code = :office
"""
RETURNED = "SELECT count(*) FROM notice WHERE kind = 'returned'"
URGENT = {"管理方式": "动态目标", "来源文件": "黔府发〔2026〕3号", "来源文件日期": "2026-12-19"}
OPEN = ("open", 1, "2027-01-10", ["T001", "T002"])


def issue(agency: Acting, code: str, lead: str = "D001") -> str:
    """Draft, submit, approve and issue an urgent target on one day; returns the words of its issue."""
    draft(agency, code, lead, **URGENT)
    asked = {"category": "职能绩效目标", "targets": code, "unconsulted_reason": "应急"}
    paper = agency.do("submit_drafts", **asked).data["submission"]
    of = {"submission": paper, "dated": agency.day}
    agency.do("approve_drafts", number=f"黔批〔2026〕{code}号", evidence=[str(PAPER)], **of)
    return agency.do("issue_targets", number=f"黔发〔2026〕{code}号", **of).words


def complete(agency: Acting, *codes: str) -> None:
    """D001 files these targets with evidence."""
    proof = [{"target": code, "file": str(PAPER)} for code in codes]
    agency.report("D001", "2026", *codes, name="file_year_end_check", progress=100, evidence=proof)


def test_a_target_of_december_joins_the_check_that_is_open(december: Acting, sql: Sql, violations: Violations) -> None:
    bodies(december)
    assert sql.rows(CHECK, office="D001") == [OPEN]
    assert issue(december, "N1").endswith("其中1项列入已开启的年终检查。")
    assert sql.rows(CHECK, office="D001") == [(*OPEN[:3], ["N1", "T001", "T002"])]
    assert set(sql.column("SELECT payload ->> 'year_end' FROM notice WHERE kind = 'opened_receipt'")) == {"2026"}
    assert sql.rows(CHECK, office="D002")[0][3] == ["T003"]
    complete(december, "T001", "T002")
    assert sql.rows(CHECK, office="D001")[0][0] == "open"
    complete(december, "N1")
    assert sql.rows(CHECK, office="D001")[0][0] == "discharged"
    assert violations() == []


def test_a_check_that_was_complete_opens_again_for_the_day_that_it_had(
    december: Acting, sql: Sql, violations: Violations
) -> None:
    bodies(december)
    complete(december, "T001", "T002")
    issue(december, "N1")
    assert sql.rows(CHECK, office="D001") == [("open", 2, "2027-01-10", ["N1", "T001", "T002"])]
    assert sql.value(RETURNED) == 1
    complete(december.on("2026-12-28"), "N1")
    assert sql.rows(CHECK, office="D001")[0][:2] == ("discharged", 2)
    assert violations() == []


def test_after_the_day_it_is_due_as_what_was_returned(december: Acting, sql: Sql, violations: Violations) -> None:
    complete(december, "T001", "T002")
    january = december.on("2027-01-12")
    row = {"编号": "T009", "年度": "2026", "目标名称": "抢险", "责任部门": "D001", "下达日期": "2026-12-30"}
    assert "其中1项列入已开启的年终检查" in january.take("targets", row).words
    assert sql.rows(CHECK, office="D001") == [("open", 2, "2027-01-15", ["T001", "T002", "T009"])]
    assert violations() == []


def test_a_list_that_was_issued_before_the_check_opened_is_taken_over_without_it(december: Acting, sql: Sql) -> None:
    complete(december, "T001", "T002")
    row = {"编号": "T009", "年度": "2026", "目标名称": "抢险", "责任部门": "D001", "下达日期": "2026-11-30"}
    assert "年终检查" not in december.take("targets", row).words
    assert sql.rows(CHECK, office="D001") == [("discharged", *OPEN[1:])]


def test_without_a_check_nothing_is_said(march: Acting, sql: Sql) -> None:
    bodies(march)
    later = march.on("2026-12-20")
    assert "年终检查" not in issue(later, "N1")
    assert sql.rows(CHECK, office="D001") == []


def test_the_first_target_of_an_office_opens_its_check_with_the_next_sweep(
    december: Acting, sql: Sql, violations: Violations
) -> None:
    december.on("2026-01-05").take("departments", {"编码": "D003", "名称": "第003厅"})
    bodies(december)
    issue(december, "N1", "D003")
    assert sql.rows(CHECK, office="D003") == []
    december.on("2026-12-21").system.do("reconcile")
    assert sql.rows(CHECK, office="D003") == [("open", 1, "2027-01-10", ["N1"])]
    assert violations() == []
